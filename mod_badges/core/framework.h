/* Frameworks of skills: an organisation brings them as files, replaces them with newer ones, archives them. Badges that align to an item keep its words, whatever becomes of
 * the framework. */
#ifndef BDG_FRAMEWORK_H
#define BDG_FRAMEWORK_H
#include "core/edit.h"
#include "core/framework_file.h"
#include "store/framework.h"

/* As typed; what is blank is taken from the file. Flaws are named name, url, publisher, version. */
typedef struct bdg_framework_typed_t {
    const char *name;            /* needed, where the file says none */
    const char *url;             /* where it stands on the web: needed where the file says none, as items without an address of their own get it */
    const char *publisher, *version;
    const char *form;            /* random id of the form: sent twice, it makes one framework */
} bdg_framework_typed_t;

/* Reads the file into the tables, a thousand items at a time; nobody sees the framework before all of it is there, and then the one that it replaces (NULL: none; of the same
 * organisation) is in use no more. A reading that breaks off leaves nothing that is seen; what it left goes within a day.
 * BDG_E_INVALID with flaws; BDG_E_CONFLICT: the one to be replaced was changed, or the same form is being read. */
bdg_err_t *bdg_framework_bring(const char **public_id, const bdg_edit_t *edit, bdg_framework_file_t *file, const bdg_framework_typed_t *typed,
                               const bdg_framework_t *replaces) BDG_MUST_CHECK;
/* ready -> archived: searches do not find it any more; and back. edit->revision: that was seen. BDG_E_CONFLICT. */
bdg_err_t *bdg_framework_archive(const bdg_edit_t *edit, const bdg_framework_t *framework) BDG_MUST_CHECK;
bdg_err_t *bdg_framework_restore(const bdg_edit_t *edit, const bdg_framework_t *framework) BDG_MUST_CHECK;
#endif

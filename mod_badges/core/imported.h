/* Badges that a person brings from elsewhere: kept as they came, with the verdict of their last check (core/openbadges/verify.h), shown as imported.
 *
 * What is broken, or signed by nobody, is not kept at all. What was valid once and is revoked, expired or out of reach now stays, and says so. */
#ifndef BDG_IMPORTED_H
#define BDG_IMPORTED_H
#include "base/json.h"
#include "base/site.h"
#include "core/actor.h"
#include "core/collection.h"
#include "store/imported.h"

#define BDG_IMPORT_BYTES_MAX (4u << 20)       /* of one file */

/* Where it came from (either may be NULL), what came, and what was found of it. */
typedef struct bdg_import_t {
    const char *url, *file_name;
    const void *data; size_t len;
    const void *png; size_t png_len;          /* its picture, drawn anew, or NULL */
    const json_t *verdict;
    int is_mine;                              /* it names a proven address of the account */
} bdg_import_t;

/* What is at an address, by the rules of the verifier (io/fetch.h): in import->data and url, at most 1 MB. Hold no connection meanwhile.
 * BDG_E_INVALID: it could not be had, or this server fetches nothing; message says why in words for anyone. BDG_E_UNAVAILABLE: busy, try again. */
bdg_err_t *bdg_import_fetch(bdg_import_t *import, const bdg_site_t *site, const char *url, apr_pool_t *pool) BDG_MUST_CHECK;
/* Draws the picture that data is, if it is one (badges-render): import->png. One that cannot be drawn is left out. Hold no connection meanwhile. */
void bdg_import_draw(bdg_import_t *import, const bdg_site_t *site, apr_pool_t *pool);

/* *public_id: the new one's, or that of the same one which is there already (*again then is 1).
 * BDG_E_INVALID: the verdict says invalid: message says why. BDG_E_CONFLICT: there are BDG_IMPORTED_MAX. */
bdg_err_t *bdg_imported_keep(const char **public_id, int *again, bdg_db_t *db, const bdg_actor_t *actor, const bdg_import_t *import, apr_pool_t *pool) BDG_MUST_CHECK;
/* The same for a credential that comes by its text with a key of its own (core/ob_credential.h): one with this key that is there already is replaced. */
bdg_err_t *bdg_imported_put(int *replaced, bdg_db_t *db, const bdg_actor_t *actor, const bdg_import_t *import, const unsigned char key[32], apr_pool_t *pool) BDG_MUST_CHECK;
/* What a new check said of it. */
bdg_err_t *bdg_imported_rechecked(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, const json_t *verdict, int is_mine, apr_pool_t *pool) BDG_MUST_CHECK;
/* Takes it out of the account and all its collections. */
bdg_err_t *bdg_imported_remove(bdg_db_t *db, const bdg_actor_t *actor, int64_t id, apr_pool_t *pool) BDG_MUST_CHECK;
/* May the public page of a collection show it? */
int bdg_imported_is_shown(const bdg_imported_t *imported);
#endif

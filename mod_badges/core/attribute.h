/* Attributes: the typed fields that a badge class defines and each of its awards fills (domain.md, Words). They are part of a badge class's
 * version, as badge_class_version.attributes_json: [{"key","name","type","required","choices","help"}]. */
#ifndef BDG_ATTRIBUTE_H
#define BDG_ATTRIBUTE_H
#include "core/check.h"

#define BDG_ATTRIBUTES_MAX 30
#define BDG_ATTRIBUTE_NAME_MAX 80          /* characters */
#define BDG_ATTRIBUTE_HELP_MAX 300
#define BDG_ATTRIBUTE_CHOICES_MAX 100
#define BDG_ATTRIBUTE_CHOICE_MAX 100       /* characters of one choice */

typedef enum { BDG_ATTRIBUTE_TEXT, BDG_ATTRIBUTE_NUMBER, BDG_ATTRIBUTE_DATE, BDG_ATTRIBUTE_ADDRESS, BDG_ATTRIBUTE_CHOICE } bdg_attribute_e;
extern const char *const bdg_attribute_types[];         /* "text", "number", ... in that order; ends with NULL */
extern const char *const bdg_attribute_type_words[];    /* as people read them */

typedef struct bdg_attribute_t {
    const char *key;               /* [a-z0-9_]{1,40}: stays with the attribute for ever, whatever it is called later */
    const char *name, *help;       /* help "" for none */
    bdg_attribute_e type;
    int required;
    const char *const *choices;    /* of a CHOICE */
    int nchoices;
} bdg_attribute_t;

/* What is stored. BDG_E_INTERNAL when it is not of our writing. */
bdg_err_t *bdg_attributes_read(bdg_attribute_t **list, int *n, const char *json, apr_pool_t *pool) BDG_MUST_CHECK;
const char *bdg_attributes_write(const bdg_attribute_t *list, int n, apr_pool_t *pool);

/* One row of the form, as typed. */
typedef struct bdg_attribute_typed_t { const char *key, *name, *type, *required, *choices, *help; } bdg_attribute_typed_t;   /* choices: one a line */
/* Checks rows: those that are wholly blank are left out. A row keeps its key when that is one of before's, else it gets a new one from its name.
 * Flaws are named by row from 0: "name_2", "type_2", "choices_2", "help_2". *list has at most nrows members. */
void bdg_attributes_check(bdg_attribute_t **list, int *n, bdg_check_t *check, const bdg_attribute_typed_t *rows, int nrows,
                          const bdg_attribute_t *before, int nbefore);
#endif

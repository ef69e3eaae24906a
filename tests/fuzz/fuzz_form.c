/* Names and values are UTF-8 without NUL, and the first of a name is found. */
#include "fuzz.h"
#include "io/form.h"

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    bdg_form_t *f;
    if (fuzz_refused(bdg_form_parse(&f, (const char *)data, size, pool)))
        return;
    FUZZ_HOLDS(f->n <= BDG_FORM_MAX_FIELDS);
    for (int i = 0; i < f->n; i++) {
        FUZZ_HOLDS(bdg_utf8_valid(f->fields[i].name, strlen(f->fields[i].name), NULL));
        FUZZ_HOLDS(bdg_utf8_valid(f->fields[i].value, strlen(f->fields[i].value), NULL));
    }
    if (f->n)
        FUZZ_HOLDS(bdg_form_get(f, f->fields[0].name) == f->fields[0].value);
}

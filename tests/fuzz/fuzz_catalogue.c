/* A .mo file of anybody: what is read can be used, and whatever it says of a sentence is UTF-8 and takes no other arguments. */
#include "fuzz.h"
#include "base/catalogue.h"
#include "base/language.h"

static void fuzz_one(const uint8_t *data, size_t size, apr_pool_t *pool)
{
    static const char format[] = "%s has %d of %s";
    bdg_language_t *l;
    if (fuzz_refused(bdg_language_read(&l, "de", data, size, pool)))
        return;
    bdg_language_use(l);
    const char *said = bdg_say(pool, format, "Ada", 3, "x"), *found = bdg_language_find(l, format);
    FUZZ_HOLDS(bdg_utf8_valid(said, strlen(said), NULL));
    FUZZ_HOLDS(bdg_tr("Save") && bdg_tr_in("month", "March"));
    for (long n = 0; n < 120; n++)
        FUZZ_HOLDS(bdg_tr_n("%d badge", "%d badges", n) != NULL);
    FUZZ_HOLDS(!found || bdg_utf8_valid(found, strlen(found), NULL));
    bdg_language_use(NULL);
}

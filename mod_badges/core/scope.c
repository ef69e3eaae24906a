#include "core/scope.h"
#include <string.h>

static const struct { const char *text, *words; } scopes[] = {
#define X(name, text, words) { text, words },
    BDG_SCOPES(X)
#undef X
};

const char *bdg_scope_text(bdg_scope_e scope) { return scopes[scope].text; }
const char *bdg_scope_words(bdg_scope_e scope) { return scopes[scope].words; }

static bdg_scopes_t one(const char *s, size_t n)
{
    for (int i = 0; i < BDG_SCOPE_COUNT; i++)
        if (strlen(scopes[i].text) == n && !memcmp(scopes[i].text, s, n))
            return BDG_SCOPE_BIT(i);
    return 0;
}

bdg_scopes_t bdg_scopes_read(const char *text, int *unknown)
{
    bdg_scopes_t all = 0;
    *unknown = 0;
    for (const char *p = text; *p; ) {
        size_t n = strcspn(p, " ");
        bdg_scopes_t bit = one(p, n);
        all |= bit;
        *unknown += !bit;
        p += n + (p[n] == ' ');
    }
    return all;
}

const char *bdg_scopes_write(bdg_scopes_t all, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(1000, pool);
    for (int i = 0; i < BDG_SCOPE_COUNT; i++)
        if (all & BDG_SCOPE_BIT(i)) {
            if (b->len)
                bdg_buf_char(b, ' ');
            bdg_buf_str(b, scopes[i].text);
        }
    return b->data ? b->data : "";
}

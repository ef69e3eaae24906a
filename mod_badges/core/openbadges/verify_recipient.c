/* Was it awarded to the asked address? Open Badges 2.0, IdentityObject; 3.0, IdentityObject: hex of a hash over the identity followed by the salt. */
#include "base/id.h"
#include "base/language.h"
#include "base/str.h"
#include "core/openbadges/verify_priv.h"
#include <openssl/evp.h>

/* MD5 is what badges of before 2014 have; it only says whose a credential is not. */
static const char *hash_of(const char *algorithm, const char *identity, const char *salt, apr_pool_t *pool)
{
    const EVP_MD *md = !strcmp(algorithm, "sha256") ? EVP_sha256() : !strcmp(algorithm, "md5") ? EVP_md5() : NULL;
    unsigned char h[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    const char *text = apr_pstrcat(pool, identity, salt ? salt : "", NULL);
    return md && EVP_Digest(text, strlen(text), h, &n, md, NULL) ? bdg_hex(h, n, pool) : NULL;
}

static int hash_fits(const char *identity, const char *candidate, const char *salt, apr_pool_t *pool)
{
    const char *dollar = strchr(identity, '$');
    if (!dollar || dollar - identity > 10)
        return -1;
    const char *h = hash_of(apr_pstrmemdup(pool, identity, (apr_size_t)(dollar - identity)), candidate, salt, pool);
    return h ? !strcasecmp(h, dollar + 1) : -1;
}

/* As typed, and as different issuers fold it before hashing. */
int bdg_v_identity_fits(const bdg_v_t *w, const char *identity, int hashed, const char *salt)
{
    const char *folded = bdg_email_normalise(w->email, w->pool), *candidates[] = { w->email, folded, apr_pstrcat(w->pool, "mailto:", folded, NULL) };
    int fits = 0;
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        int one = hashed ? hash_fits(identity, candidates[i], salt, w->pool) : !strcasecmp(identity, candidates[i]);
        if (one == 1)
            return 1;
        fits = one < 0 ? -1 : fits;
    }
    return fits;
}

void bdg_v_recipient(bdg_v_t *w, int fits)
{
    if (fits > 0)
        PASSED(w, V_RECIPIENT, _("Awarded to this address"), w->email);
    else if (!fits)
        FAILED(w, V_RECIPIENT, _("Not awarded to this address"), w->email);
    else
        UNCHECKED(w, V_RECIPIENT, _("It does not say by an email address whose it is"), NULL);
}

#include "core/openbadges/multibase.h"
#include "base/str.h"
#include <apr_strings.h>
#include <stdint.h>
#include <string.h>

static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

#define LIMB 656356768u        /* 58^5: five characters at a time */

const char *bdg_multibase_z(const void *data, size_t len, apr_pool_t *pool)
{
    const unsigned char *in = data;
    uint32_t limbs[BDG_MULTIBASE_MAX * 138 / 500 + 2];              /* least first; log 256 / log 58 = 1.366 */
    size_t zeros = 0, n = 0;
    if (len > BDG_MULTIBASE_MAX)
        return NULL;
    while (zeros < len && !in[zeros])
        zeros++;
    for (size_t i = zeros; i < len;) {
        uint64_t carry = 0;
        int bits = 0;
        do {                                                        /* four bytes at a time, the odd ones first */
            carry = carry << 8 | in[i++];
            bits += 8;
        } while ((len - i) % 4);
        for (size_t k = 0; k < n || carry; k++) {
            carry += k < n ? (uint64_t)limbs[k] << bits : 0;
            limbs[k] = (uint32_t)(carry % LIMB);
            carry /= LIMB;
            if (k >= n)
                n = k + 1;
        }
    }
    char *out = apr_palloc(pool, zeros + 5 * n + 2), *to = out;
    *to++ = 'z';
    memset(to, '1', zeros);
    to += zeros;
    for (size_t k = n; k--;) {
        char five[5];
        for (int d = 4; d >= 0; d--, limbs[k] /= 58)
            five[d] = alphabet[limbs[k] % 58];
        size_t skip = 0;
        while (k == n - 1 && five[skip] == '1')
            skip++;
        memcpy(to, five + skip, 5 - skip);
        to += 5 - skip;
    }
    *to = 0;
    return out;
}

const char *bdg_multibase_u(const void *data, size_t len, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "u", bdg_base64url(data, len, pool), NULL);
}

static bdg_err_t *decode_z(unsigned char **out, size_t *out_len, const char *text, size_t len, apr_pool_t *pool)
{
    unsigned char bytes[BDG_MULTIBASE_MAX];                         /* least first; shorter than the text */
    size_t zeros = strspn(text, "1"), n = 0;
    for (size_t i = zeros; i < len; i++) {
        const char *at = strchr(alphabet, text[i]);
        if (!at)
            return bdg_err(BDG_E_MALFORMED, "This is not base58btc text.");
        unsigned carry = (unsigned)(at - alphabet);
        for (size_t k = 0; k < n || carry; k++) {
            carry += k < n ? bytes[k] * 58u : 0;
            bytes[k] = (unsigned char)carry;
            carry >>= 8;
            if (k >= n)
                n = k + 1;
        }
    }
    unsigned char *to = *out = apr_palloc(pool, zeros + n + 1);
    memset(to, 0, zeros);
    to += zeros;
    *out_len = zeros + n;
    while (n)
        *to++ = bytes[--n];
    return NULL;
}

bdg_err_t *bdg_multibase_decode(unsigned char **out, size_t *out_len, const char *text, apr_pool_t *pool)
{
    size_t len = strlen(text);
    if (len < 2)
        return bdg_err(BDG_E_MALFORMED, "This is no multibase text.");
    if (*text == 'z') {
        if (len > BDG_MULTIBASE_MAX)
            return bdg_err(BDG_E_TOO_LARGE, "This is longer than the %d characters that are allowed here.", BDG_MULTIBASE_MAX);
        return decode_z(out, out_len, text + 1, len - 1, pool);
    }
    if (*text != 'u')
        return bdg_err(BDG_E_MALFORMED, "Only base58btc (z) and base64url (u) are read here.");
    if (!bdg_base64url_decode(text + 1, len - 1, out, out_len, pool) || !*out_len)
        return bdg_err(BDG_E_MALFORMED, "This is not base64url text.");
    return NULL;
}

static const struct { unsigned char prefix[2]; size_t len; } kinds[] = {
    [BDG_MULTIKEY_ED25519] = { { 0xED, 0x01 }, 32 }, [BDG_MULTIKEY_P256] = { { 0x80, 0x24 }, 33 }, [BDG_MULTIKEY_P384] = { { 0x81, 0x24 }, 49 }
};

const char *bdg_multikey_encode(bdg_multikey_e kind, const unsigned char *key, apr_pool_t *pool)
{
    unsigned char bytes[2 + 49];
    memcpy(bytes, kinds[kind].prefix, 2);
    memcpy(bytes + 2, key, kinds[kind].len);
    return bdg_multibase_z(bytes, 2 + kinds[kind].len, pool);
}

bdg_err_t *bdg_multikey_decode(bdg_multikey_e *kind, unsigned char **key, size_t *len, const char *text, apr_pool_t *pool)
{
    unsigned char *bytes;
    size_t n;
    if (*text != 'z')
        return bdg_err(BDG_E_MALFORMED, "A key begins with z.");
    BDG_TRY(bdg_multibase_decode(&bytes, &n, text, pool));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (n < 2 || memcmp(bytes, kinds[i].prefix, 2))
            continue;
        if (n != 2 + kinds[i].len)
            return bdg_err(BDG_E_MALFORMED, "This key is not as long as keys of its kind are.");
        *kind = (bdg_multikey_e)i;
        *key = bytes + 2;
        *len = kinds[i].len;
        return NULL;
    }
    return bdg_err(BDG_E_UNSUPPORTED, "This is a kind of key that is not read here.");
}

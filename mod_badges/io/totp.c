#include "io/totp.h"
#include "base/str.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

void bdg_totp_code(char code[BDG_TOTP_DIGITS + 1], const unsigned char secret[BDG_TOTP_SECRET], int64_t step)
{
    unsigned char counter[8], mac[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    for (int i = 7; i >= 0; i--, step >>= 8)
        counter[i] = (unsigned char)step;
    HMAC(EVP_sha1(), secret, BDG_TOTP_SECRET, counter, sizeof counter, mac, &n);
    const unsigned char *p = mac + (mac[19] & 15);      /* RFC 4226, 5.3: dynamic truncation */
    unsigned v = ((unsigned)(p[0] & 127) << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3]) % 1000000;
    snprintf(code, BDG_TOTP_DIGITS + 1, "%06u", v);
}

int64_t bdg_totp_step(const unsigned char secret[BDG_TOTP_SECRET], const char *typed, int64_t now)
{
    char code[BDG_TOTP_DIGITS + 1], right[BDG_TOTP_DIGITS + 1];
    int64_t found = 0;
    int n = 0;
    for (; *typed; typed++) {
        if (*typed == ' ')
            continue;
        if (n == BDG_TOTP_DIGITS || !isdigit((unsigned char)*typed))
            return 0;
        code[n++] = *typed;
    }
    if (n != BDG_TOTP_DIGITS)
        return 0;
    for (int64_t step = now / BDG_TOTP_SECONDS - 1, last = step + 2; step <= last; step++) {
        bdg_totp_code(right, secret, step);
        if (bdg_equal_ct(code, right, BDG_TOTP_DIGITS))
            found = step;
    }
    return found;
}

const char *bdg_base32(const void *bytes, size_t len, apr_pool_t *pool)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const unsigned char *p = bytes;
    char *out = apr_palloc(pool, len * 8 / 5 + 2), *o = out;
    unsigned bits = 0, n = 0;
    for (size_t i = 0; i < len; i++) {
        bits = (bits << 8 | p[i]) & 0xFFFF;
        for (n += 8; n >= 5; n -= 5)
            *o++ = digits[bits >> (n - 5) & 31];
    }
    if (n)
        *o++ = digits[bits << (5 - n) & 31];
    *o = 0;
    return out;
}

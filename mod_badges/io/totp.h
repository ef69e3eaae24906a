/* Codes that a telephone and we work out from the same secret and the time (RFC 6238 with RFC 4226's HOTP: SHA-1, 6 digits, steps of 30 seconds,
 * as all authenticator applications do). */
#ifndef BDG_TOTP_H
#define BDG_TOTP_H
#include <apr_pools.h>
#include <stddef.h>
#include <stdint.h>

#define BDG_TOTP_SECRET 20       /* bytes (RFC 4226, 4, R6) */
#define BDG_TOTP_DIGITS 6
#define BDG_TOTP_SECONDS 30

/* The code of a time step (Unix time / 30): six digits and NUL. */
void bdg_totp_code(char code[BDG_TOTP_DIGITS + 1], const unsigned char secret[BDG_TOTP_SECRET], int64_t step);
/* The time step that the code belongs to, among the one of now (Unix time in seconds) and its two neighbours, as clocks differ; 0: none of them.
 * Spaces in code are passed over. */
int64_t bdg_totp_step(const unsigned char secret[BDG_TOTP_SECRET], const char *code, int64_t now);
/* Base32 (RFC 4648, 6), which applications take by hand: upper case, no padding. */
const char *bdg_base32(const void *bytes, size_t len, apr_pool_t *pool);
#endif

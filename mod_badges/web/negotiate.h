/* Which representation a client wants, by Accept (RFC 9110, section 12.5.1). */
#ifndef BDG_NEGOTIATE_H
#define BDG_NEGOTIATE_H
typedef enum {
    BDG_WANT_HTML = 'h', BDG_WANT_LD_JSON = 'l', BDG_WANT_JSON = 'j',
    BDG_WANT_VC_LD = 'v', BDG_WANT_VC = 'c',                                       /* a verifiable credential with its proof inside */
    BDG_WANT_VC_JWT = 'w', BDG_WANT_JWT = 't', BDG_WANT_PLAIN = 'p'                /* as a token */
} bdg_want_e;
/* accept: the header's value or NULL. What is named with the highest weight: text/html (or application/xhtml+xml, text/any), application/vc+ld+json,
 * application/vc, application/vc+jwt, application/jwt, application/ld+json, application/json, text/plain; of those with the same weight the first in
 * this order. By default (no header, none of these) LD. */
bdg_want_e bdg_negotiate(const char *accept);
#endif

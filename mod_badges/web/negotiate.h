/* Which representation a client wants, by Accept (RFC 9110, section 12.5.1). */
#ifndef BDG_NEGOTIATE_H
#define BDG_NEGOTIATE_H
typedef enum { BDG_WANT_HTML = 'h', BDG_WANT_LD_JSON = 'l', BDG_WANT_JSON = 'j' } bdg_want_e;
/* accept: the header's value or NULL. HTML only when it is named (text/html, application/xhtml+xml, text/any) with a weight at least that of JSON;
 * application/ld+json, and by default (no header, all types) LD; application/json when that is named and ld+json is not. */
bdg_want_e bdg_negotiate(const char *accept);
#endif

/* Mail addresses that are well formed and probably a slip of the finger. */
#ifndef BDG_MISTYPED_H
#define BDG_MISTYPED_H
/* domain: lower case ("gmial.com"). The domain that was probably meant, or NULL. Static. */
const char *bdg_mistyped_domain(const char *domain);
#endif

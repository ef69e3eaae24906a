/* Sending mail by libcurl's SMTP client. One connection for many mails. */
#ifndef BDG_MAIL_H
#define BDG_MAIL_H
#include "base/err.h"
#include <apr_pools.h>
#include <apr_time.h>

typedef struct bdg_mailer_t bdg_mailer_t;

typedef struct bdg_mail_t {
    const char *to_address;              /* checked address */
    const char *to_name;                 /* may be NULL */
    const char *from;                    /* "Name <address>" or "address" */
    const char *subject;                 /* UTF-8 */
    const char *message_id;              /* without <>; the same for each attempt at the same mail */
    apr_time_t date;
    const char *text, *html;             /* UTF-8; html may be NULL */
    const void *image; size_t image_len; /* PNG shown in html as cid:badge; NULL for none */
    const void *logo; size_t logo_len;   /* the same as cid:logo */
} bdg_mail_t;

/* smtp_url: smtp://host:port or smtps://host:port; with a user name STARTTLS is a must. user, password may be NULL. Closed with pool. */
bdg_err_t *bdg_mailer_open(bdg_mailer_t **mailer, const char *smtp_url, const char *user, const char *password, apr_pool_t *pool) BDG_MUST_CHECK;
/* BDG_E_UNAVAILABLE: no answer or "not now" (4xx): try again later. BDG_E_INVALID: refused for good (5xx); message holds what the server said. */
bdg_err_t *bdg_mailer_send(bdg_mailer_t *mailer, const bdg_mail_t *mail, apr_pool_t *scratch_pool) BDG_MUST_CHECK;
/* Splits "Name <address>" (name NULL when there is none). BDG_E_INVALID. */
bdg_err_t *bdg_mail_split(const char **name, const char **address, const char *from, apr_pool_t *pool) BDG_MUST_CHECK;
#endif

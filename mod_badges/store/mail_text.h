/* Rows of mail_text: what organisations wrote in the place of the product's own mails. */
#ifndef BDG_STORE_MAIL_TEXT_H
#define BDG_STORE_MAIL_TEXT_H
#include "store/db.h"
#include <apr_tables.h>

typedef struct bdg_mail_text_t {
    int64_t id;
    int depth;                           /* 0: the organisation's own; 1: of the one above, and so on */
    const char *organisation;            /* its name */
    const char *language;                /* BCP 47; "" for all languages without a text of their own */
    const char *subject, *body;
    int revision;
    apr_time_t updated_at;
} bdg_mail_text_t;

/* kind: "award", "welcome". An array of bdg_mail_text_t of the organisation and those above it, the nearest first. */
bdg_err_t *bdg_mail_text_list(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, const char *kind, apr_pool_t *pool) BDG_MUST_CHECK;
/* Inside a transaction. text->revision 0: there must be none yet. BDG_E_CONFLICT. */
bdg_err_t *bdg_mail_text_put(bdg_db_t *db, int64_t organisation_id, int64_t account_id, const char *kind, const bdg_mail_text_t *text) BDG_MUST_CHECK;
bdg_err_t *bdg_mail_text_delete(bdg_db_t *db, int64_t organisation_id, const char *kind, const char *language, int revision) BDG_MUST_CHECK;

typedef struct bdg_mail_text_award_t { const char *public_id, *recipient_name, *recipient_identity, *badge_name; } bdg_mail_text_award_t;
/* The latest awards of the organisation, at most 20. */
bdg_err_t *bdg_mail_text_awards(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
#endif

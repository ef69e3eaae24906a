/* What the mails share: their frame, and what an organisation worded itself. */
#ifndef BDG_JOBS_MAIL_PARTS_H
#define BDG_JOBS_MAIL_PARTS_H
#include "base/json.h"
#include "core/mail_text.h"
#include "jobs/outbox.h"

/* Fills a template: BDG_E_TOO_LARGE over 256 KiB. */
bdg_err_t *bdg_mail_render(const char **out, const bdg_view_t *view, const char *name, const json_t *model, apr_pool_t *pool) BDG_MUST_CHECK;
/* model.page: product, lang, organisation {name, logo {width, height}}; the logo goes with the mail (cid:logo). */
bdg_err_t *bdg_mail_frame(bdg_mail_t *mail, json_t *model, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* The picture of a badge goes with the mail (cid:badge); none is no error. */
bdg_err_t *bdg_mail_picture(bdg_mail_t *mail, bdg_db_t *db, int64_t badge_class_id, apr_pool_t *pool) BDG_MUST_CHECK;
/* Subject and bodies of a mail that an organisation worded, in the frame. values: as of core/mail_text.h. alt: of the badge's picture, or NULL; why: below the
 * mail, why one gets it. */
bdg_err_t *bdg_mail_own(bdg_mail_t *mail, const bdg_view_t *view, json_t *model, bdg_mail_text_e kind, const bdg_mail_text_t *text, const json_t *values, const char *alt,
                        const char *why, apr_pool_t *pool) BDG_MUST_CHECK;
/* What the organisation, or one above it, worded for this recipient's language: what they chose; else other; else the organisation's. NULL: nothing, the
 * product's own mail is to be sent. */
bdg_err_t *bdg_mail_own_find(const bdg_mail_text_t **out, bdg_db_t *db, int64_t organisation_id, bdg_mail_text_e kind, const char *address, const char *other, apr_pool_t *pool) BDG_MUST_CHECK;
#endif

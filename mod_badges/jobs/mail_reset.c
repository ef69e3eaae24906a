/* The mail with the link to choose a password. The link is made here, at the moment of sending (core/reset.h). */
#include "core/reset.h"
#include "base/language.h"
#include "jobs/mail_parts.h"

bdg_err_t *bdg_mail_reset(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool)
{
    json_t *model;
    BDG_TRY(bdg_reset_mail(&model, db, work->site, row->address, pool));
    bdg_json_set(model, "page", bdg_json_str(bdg_json_str(json_object(), "product", "Badges"), "lang", bdg_language_now()->tag));
    BDG_TRY(bdg_mail_render(&mail->text, work->view, "mail/reset.txt", model, pool));
    BDG_TRY(bdg_mail_render(&mail->html, work->view, "mail/reset", model, pool));
    const json_t *reset = json_object_get(model, "reset");
    mail->subject = json_is_true(json_object_get(reset, "first")) ? _("Your account") : _("A new password");
    mail->to_name = bdg_json_get_str(reset, "name");
    return NULL;
}

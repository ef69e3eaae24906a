/* The mail that invites a person. The link is made here, at the moment of sending (core/invitation.h). */
#include "core/invitation.h"
#include "jobs/outbox.h"
#include <apr_strings.h>

#define TEXT_MAX (256 * 1024)

static bdg_err_t *render(const char **out, const bdg_view_t *view, const char *name, const json_t *model, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(TEXT_MAX, pool);
    BDG_TRY(bdg_view_render(view, name, model, b));
    BDG_TRY(bdg_buf_check(b));
    *out = b->data ? b->data : "";
    return NULL;
}

bdg_err_t *bdg_mail_invite(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool)
{
    json_t *model;
    BDG_TRY(bdg_invitation_mail(&model, db, work->site, row->payload_json, pool));
    bdg_json_set(model, "page", bdg_json_str(bdg_json_str(json_object(), "product", "Badges"), "lang", "en"));
    BDG_TRY(render(&mail->text, work->view, "mail/invite.txt", model, pool));
    BDG_TRY(render(&mail->html, work->view, "mail/invite", model, pool));
    const json_t *invite = json_object_get(model, "invite");
    mail->subject = apr_pstrcat(pool, "Invitation to ", bdg_json_get_str(invite, "organisation"), NULL);
    mail->to_name = bdg_json_get_str(invite, "name");
    return NULL;
}

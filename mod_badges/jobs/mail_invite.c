/* The mail that invites a person, in the organisation's own words where it has some. The link is made here, at the moment of sending (core/invitation.h). */
#include "base/language.h"
#include "core/invitation.h"
#include "jobs/mail_parts.h"

static bdg_err_t *own_words(bdg_mail_t *mail, const bdg_work_t *work, json_t *model, const bdg_mail_text_t *own, const json_t *invite, apr_pool_t *pool)
{
    json_t *values = bdg_json_object(pool);
    const char *organisation = bdg_json_get_str(invite, "organisation");
    bdg_json_str(values, "person.name", mail->to_name);
    bdg_json_str(values, "person.email", mail->to_address);
    bdg_json_str(values, "organisation.name", organisation);
    bdg_json_str(values, "inviter.name", bdg_json_get_str(invite, "by"));
    bdg_json_str(values, "invitation.link", bdg_json_get_str(invite, "url"));
    bdg_json_str(values, "invitation.valid", bdg_json_get_str(invite, "valid"));
    return bdg_mail_own(mail, work->view, model, BDG_MAIL_TEXT_WELCOME, own, values, NULL,
                        bdg_say(pool, "You get this mail because %s invited you at this address. Nothing happens without the link.", organisation), pool);
}

bdg_err_t *bdg_mail_invite(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool)
{
    json_t *model;
    int64_t organisation;
    const bdg_mail_text_t *own;
    BDG_TRY(bdg_invitation_mail(&model, &organisation, db, work->site, row->payload_json, pool));
    const json_t *invite = json_object_get(model, "invite");
    mail->to_name = bdg_json_get_str(invite, "name");
    BDG_TRY(bdg_mail_frame(mail, model, db, organisation, pool));
    BDG_TRY(bdg_mail_own_find(&own, db, organisation, BDG_MAIL_TEXT_WELCOME, mail->to_address, NULL, pool));
    if (own)
        return own_words(mail, work, model, own, invite, pool);
    mail->subject = bdg_say(pool, "Invitation to %s", bdg_json_get_str(invite, "organisation"));
    BDG_TRY(bdg_mail_render(&mail->text, work->view, "mail/invite.txt", model, pool));
    return bdg_mail_render(&mail->html, work->view, "mail/invite", model, pool);
}

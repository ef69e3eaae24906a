/* The mail that tells somebody of their award. */
#include "base/language.h"
#include "jobs/mail_parts.h"
#include "store/assertion.h"
#include "store/badge_class.h"
#include "store/issuer.h"
#include <apr_strings.h>

static json_t *award_model(const bdg_assertion_t *a, const bdg_badge_class_t *b, const bdg_issuer_t *i, const char *url, const char *me_url, int image,
                           apr_pool_t *pool)
{
    json_t *o = json_object();
    bdg_json_str(o, "badge_name", b->name);
    bdg_json_str(o, "recipient_name", a->recipient_name);
    bdg_json_str(o, "issuer_name", i->name);
    bdg_json_str(o, "description", b->description);
    bdg_json_str(o, "issued_words", bdg_date_words(a->issued_on, pool));
    bdg_json_str(o, "expires_words", bdg_date_words(a->expires_on, pool));
    bdg_json_str(o, "url", url);
    bdg_json_str(o, "me_url", me_url);
    bdg_json_str(o, "image_cid", image ? "badge" : NULL);
    bdg_json_str(o, "image_alt", b->name);
    return o;
}

static bdg_err_t *own_words(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, json_t *model, const bdg_mail_text_t *own, const bdg_assertion_t *a, const bdg_badge_class_t *b,
                            const bdg_issuer_t *i, apr_pool_t *pool)
{
    json_t *values;
    const char *language;
    BDG_TRY(bdg_mail_text_award(&values, &language, db, work->site, a->id, pool));
    return bdg_mail_own(mail, work->view, model, BDG_MAIL_TEXT_AWARD, own, values, b->name,
                        bdg_say(pool, "You get this mail because %s awarded you a badge at this address.", i->name), pool);
}

bdg_err_t *bdg_mail_award(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool)
{
    bdg_assertion_t *a;
    bdg_badge_class_t *b;
    bdg_issuer_t *i;
    json_t *model = bdg_json_object(pool);
    const bdg_mail_text_t *own;
    bdg_err_t *e = bdg_assertion_by_id(&a, db, row->assertion_id, pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_GONE, "The credential is not there any more.");
    BDG_TRY(e);
    if (a->state == BDG_ASSERTION_REVOKED)
        return bdg_err(BDG_E_GONE, "The credential was revoked before the mail was sent.");
    BDG_TRY(bdg_badge_class_by_version(&b, db, a->badge_class_version_id, pool));
    BDG_TRY(bdg_issuer_by_version(&i, db, a->issuer_version_id, pool));
    BDG_TRY(bdg_mail_picture(mail, db, a->badge_class_id, pool));
    BDG_TRY(bdg_mail_frame(mail, model, db, a->organisation_id, pool));
    mail->to_name = a->recipient_name;
    BDG_TRY(bdg_mail_own_find(&own, db, a->organisation_id, BDG_MAIL_TEXT_AWARD, mail->to_address, b->language, pool));
    if (own)
        return own_words(mail, work, db, model, own, a, b, i, pool);
    bdg_json_set(model, "award", award_model(a, b, i, bdg_site_url(work->site, pool, "/assertions/%s", a->public_id), bdg_site_url(work->site, pool, "/me/start"), mail->image != NULL, pool));
    BDG_TRY(bdg_mail_render(&mail->subject, work->view, "mail/award.subject.txt", model, pool));
    BDG_TRY(bdg_mail_render(&mail->text, work->view, "mail/award.txt", model, pool));
    return bdg_mail_render(&mail->html, work->view, "mail/award", model, pool);
}

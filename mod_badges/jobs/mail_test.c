/* A mail to its writer: a text as it was typed, saved or not. */
#include "core/mail_text.h"
#include "jobs/mail_parts.h"
#include "store/assertion.h"
#include <apr_strings.h>
#include <string.h>

#define PAYLOAD_MAX (256 * 1024)

/* The values of an award, and its picture. */
static bdg_err_t *values_of_award(json_t **values, bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, int64_t assertion_id, apr_pool_t *pool)
{
    bdg_assertion_t *a;
    const char *language;
    bdg_err_t *e = bdg_assertion_by_id(&a, db, assertion_id, pool);
    if (!e)
        e = bdg_mail_text_award(values, &language, db, work->site, assertion_id, pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_GONE, "The credential is not there any more.");
    BDG_TRY(e);
    return bdg_mail_picture(mail, db, a->badge_class_id, pool);
}

bdg_err_t *bdg_mail_test(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool)
{
    json_t *model = bdg_json_object(pool), *p, *values;
    const char *payload = row->payload_json ? row->payload_json : "{}";
    BDG_TRY(bdg_json_parse(&p, payload, strlen(payload), PAYLOAD_MAX, pool));
    json_int_t kind = json_integer_value(json_object_get(p, "kind")), award = json_integer_value(json_object_get(p, "assertion"));
    bdg_mail_text_t text = { .language = bdg_json_get_str(p, "language"), .subject = bdg_json_get_str(p, "subject"), .body = bdg_json_get_str(p, "body") };
    if (kind < 0 || kind >= BDG_MAIL_TEXT_KINDS || !text.language || !text.subject || !text.body)
        return bdg_err(BDG_E_GONE, "A test mail is sent only once.");
    BDG_TRY(bdg_mail_frame(mail, model, db, row->organisation_id, pool));
    values = bdg_mail_text_sample((bdg_mail_text_e)kind, 1, pool);
    if (award)
        BDG_TRY(values_of_award(&values, mail, work, db, award, pool));
    BDG_TRY(bdg_mail_own(mail, work->view, model, (bdg_mail_text_e)kind, &text, values, bdg_json_get_str(values, "badge.name"),
                         "A test: you asked for it yourself, and nobody else got it.", pool));
    mail->subject = apr_pstrcat(pool, "[Test] ", mail->subject, NULL);
    return NULL;
}

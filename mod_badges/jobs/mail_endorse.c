/* The mail to an issuer that is asked to endorse something. payload_json: {"endorsement": public id}. What those who ask wrote stands on the page, not in the
 * mail: nobody sends mails of their own wording to strangers from here. */
#include "base/language.h"
#include "base/json.h"
#include "jobs/mail_parts.h"
#include "store/endorsement.h"
#include "store/organisation.h"
#include <apr_strings.h>
#include <string.h>

static bdg_err_t *find(bdg_endorsement_t **e, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool)
{
    json_t *payload;
    BDG_TRY(bdg_json_parse(&payload, row->payload_json ? row->payload_json : "{}", row->payload_json ? strlen(row->payload_json) : 2, 4096, pool));
    const char *id = bdg_json_get_str(payload, "endorsement");
    bdg_err_t *err = bdg_endorsement_by_public_id(e, db, id ? id : "", pool);
    if (err && err->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(err, BDG_E_GONE, "The request is not there any more.");
    BDG_TRY(err);
    return strcmp((*e)->state, "asked") ? bdg_err(BDG_E_GONE, "The request was answered or taken back before.") : NULL;
}

bdg_err_t *bdg_mail_endorse(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool)
{
    static const char *const kinds[] = { "badge", "issuer", "credential" };      /* by bdg_endorsed_e */
    json_t *model = bdg_json_object(pool), *o = json_object();
    bdg_endorsement_t *e;
    bdg_organisation_t *asks;
    bdg_json_set(model, "request", o);
    bdg_json_set(model, "page", bdg_json_str(bdg_json_str(json_object(), "product", "Badges"), "lang", bdg_language_now()->tag));
    BDG_TRY(find(&e, db, row, pool));
    BDG_TRY(bdg_organisation_by_id(&asks, db, e->organisation_id, pool));
    bdg_json_str(o, "issuer", e->issuer_name);
    bdg_json_str(o, "who", asks->name);
    bdg_json_str(o, "kind", kinds[e->kind]);
    bdg_json_str(o, "name", e->subject_name);
    bdg_json_str(o, "url", bdg_site_url(work->site, pool, "/admin/endorsements/%s", e->public_id));
    BDG_TRY(bdg_mail_render(&mail->text, work->view, "mail/endorse.txt", model, pool));
    BDG_TRY(bdg_mail_render(&mail->html, work->view, "mail/endorse", model, pool));
    mail->to_name = e->issuer_name;
    mail->subject = bdg_say(pool, "Would you endorse %s?", e->subject_name);
    return NULL;
}

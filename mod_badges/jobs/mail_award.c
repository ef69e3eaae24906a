/* The mail that tells somebody of their award. */
#include "base/str.h"
#include "jobs/outbox.h"
#include "store/assertion.h"
#include "store/badge_class.h"
#include "store/issuer.h"
#include "store/organisation.h"
#include "store/picture.h"
#include <apr_strings.h>

#define TEXT_MAX (256 * 1024)
#define IMAGE_MAX (1024 * 1024)      /* a bigger picture is left on its page */

static bdg_err_t *render(const char **out, const bdg_view_t *view, const char *name, const json_t *model, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(TEXT_MAX, pool);
    BDG_TRY(bdg_view_render(view, name, model, b));
    BDG_TRY(bdg_buf_check(b));
    *out = b->data ? b->data : "";
    return NULL;
}

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

static bdg_err_t *organisation_model(json_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    json_t *page = json_object(), *o = json_object();
    bdg_organisation_t *org;
    *out = page;
    bdg_json_set(page, "organisation", o);
    bdg_json_str(page, "product", "Badges");
    bdg_json_str(page, "lang", "en");
    BDG_TRY_ELSE(bdg_organisation_by_id(&org, db, id, pool), json_decref(page));
    bdg_json_str(o, "name", org->name);
    return NULL;
}

/* A badge without a picture can still be told of. */
static bdg_err_t *picture(bdg_mail_t *mail, bdg_db_t *db, int64_t badge_class_id, apr_pool_t *pool)
{
    bdg_picture_t *p;
    bdg_err_t *e = bdg_picture_of_badge(&p, db, badge_class_id, pool);
    if (e && e->code == BDG_E_NOT_FOUND) {
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    if (p->png_len && p->png_len <= IMAGE_MAX) {
        mail->image = p->png;
        mail->image_len = p->png_len;
    }
    return NULL;
}

bdg_err_t *bdg_mail_award(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool)
{
    bdg_assertion_t *a;
    bdg_badge_class_t *b;
    bdg_issuer_t *i;
    json_t *model = bdg_json_object(pool), *page;
    bdg_err_t *e = bdg_assertion_by_id(&a, db, row->assertion_id, pool);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_GONE, "The credential is not there any more.");
    BDG_TRY(e);
    if (a->state == BDG_ASSERTION_REVOKED)
        return bdg_err(BDG_E_GONE, "The credential was revoked before the mail was sent.");
    BDG_TRY(bdg_badge_class_by_version(&b, db, a->badge_class_version_id, pool));
    BDG_TRY(bdg_issuer_by_version(&i, db, a->issuer_version_id, pool));
    BDG_TRY(picture(mail, db, a->badge_class_id, pool));
    BDG_TRY(organisation_model(&page, db, a->organisation_id, pool));
    bdg_json_set(model, "page", page);
    bdg_json_set(model, "award", award_model(a, b, i, bdg_site_url(work->site, pool, "/assertions/%s", a->public_id), bdg_site_url(work->site, pool, "/me/start"), mail->image != NULL, pool));
    BDG_TRY(render(&mail->subject, work->view, "mail/award.subject.txt", model, pool));
    BDG_TRY(render(&mail->text, work->view, "mail/award.txt", model, pool));
    BDG_TRY(render(&mail->html, work->view, "mail/award", model, pool));
    mail->to_name = a->recipient_name;
    return NULL;
}

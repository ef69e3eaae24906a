#include "base/language.h"
#include "jobs/mail_parts.h"
#include "store/look.h"
#include "store/organisation.h"
#include "store/picture.h"
#include "store/preference.h"
#include <apr_strings.h>
#include <string.h>

#define TEXT_MAX (256 * 1024)
#define IMAGE_MAX (1024 * 1024)      /* a bigger picture is left on its page */

bdg_err_t *bdg_mail_render(const char **out, const bdg_view_t *view, const char *name, const json_t *model, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(TEXT_MAX, pool);
    BDG_TRY(bdg_view_render(view, name, model, b));
    BDG_TRY(bdg_buf_check(b));
    *out = b->data ? b->data : "";
    return NULL;
}

static bdg_err_t *logo(bdg_mail_t *mail, json_t *organisation, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_looks_t *looks;
    bdg_look_bytes_t bytes;
    BDG_TRY(bdg_looks_of(&looks, db, organisation_id, pool));
    if (!looks->logo)
        return NULL;
    const bdg_look_picture_t *p = &looks->logo->logo;
    BDG_TRY(bdg_look_picture_get(&bytes, db, p->public_id, pool));
    if (bytes.len > IMAGE_MAX)
        return NULL;
    double f = p->width > 280 ? 280.0 / p->width : 1;
    f = p->height * f > 60 ? 60.0 / p->height : f;
    json_t *o = json_object();
    bdg_json_int(o, "width", (int)(p->width * f + 0.5) ? (int)(p->width * f + 0.5) : 1);
    bdg_json_int(o, "height", (int)(p->height * f + 0.5) ? (int)(p->height * f + 0.5) : 1);
    bdg_json_set(organisation, "logo", o);
    mail->logo = bytes.data;
    mail->logo_len = bytes.len;
    return NULL;
}

bdg_err_t *bdg_mail_frame(bdg_mail_t *mail, json_t *model, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    json_t *page = json_object(), *o = json_object();
    bdg_organisation_t *org;
    bdg_json_set(model, "page", page);
    bdg_json_set(page, "organisation", o);
    bdg_json_str(page, "product", "Badges");
    bdg_json_str(page, "lang", bdg_language_now()->tag);
    BDG_TRY(bdg_organisation_by_id(&org, db, organisation_id, pool));
    bdg_json_str(o, "name", org->name);
    return logo(mail, o, db, organisation_id, pool);
}

bdg_err_t *bdg_mail_picture(bdg_mail_t *mail, bdg_db_t *db, int64_t badge_class_id, apr_pool_t *pool)
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

bdg_err_t *bdg_mail_own(bdg_mail_t *mail, const bdg_view_t *view, json_t *model, bdg_mail_text_e kind, const bdg_mail_text_t *text, const json_t *values, const char *alt,
                        const char *why, apr_pool_t *pool)
{
    bdg_mail_words_t words;
    json_t *own = json_object();
    bdg_json_set(model, "own", own);
    BDG_TRY(bdg_mail_text_compose(&words, bdg_view_fill, kind, text->subject, text->body, values, pool));
    mail->subject = words.subject;
    bdg_json_str(own, "subject", words.subject);
    bdg_json_str(own, "body_html", words.html);
    bdg_json_str(own, "text", words.text);
    bdg_json_str(own, "why", why);
    bdg_json_str(own, "image_alt", mail->image ? alt : NULL);
    if (*text->language)
        bdg_json_str(json_object_get(model, "page"), "lang", text->language);
    BDG_TRY(bdg_mail_render(&mail->text, view, "mail/own.txt", model, pool));
    return bdg_mail_render(&mail->html, view, "mail/own", model, pool);
}

bdg_err_t *bdg_mail_own_find(const bdg_mail_text_t **out, bdg_db_t *db, int64_t organisation_id, bdg_mail_text_e kind, const char *address, const char *other, apr_pool_t *pool)
{
    apr_array_header_t *texts;
    bdg_preference_t person, organisation = { 0 };
    *out = NULL;
    BDG_TRY(bdg_mail_text_list(&texts, db, organisation_id, bdg_mail_text_kinds[kind].kind, pool));
    if (!texts->nelts)
        return NULL;
    BDG_TRY(bdg_preference_of_recipient(&person, db, address, 0, pool));
    if (!person.language && !other)
        BDG_TRY(bdg_preference_of_recipient(&organisation, db, address, organisation_id, pool));
    *out = bdg_mail_text_choose(texts, person.language ? person.language : other ? other : organisation.language, 0);
    return NULL;
}

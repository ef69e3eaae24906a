/* What there is to write, and how a text and values become a mail. Keeping texts: core/mail_text_edit.c. */
#include "core/mail_text.h"
#include "base/language.h"
#include "base/str.h"
#include "io/markdown.h"
#include "store/assertion.h"
#include "store/badge_class.h"
#include "store/issuer.h"
#include "store/organisation.h"
#include <apr_strings.h>
#include <string.h>

#define FILLED_MAX (60 * 1024)

static const bdg_mail_field_t award_fields[] = {
    { "recipient.name", N_("Who it was awarded to"), "Amina Yusuf", 0, 0 },
    { "recipient.email", N_("Their email address"), "amina.yusuf@example.org", 0, 0 },
    { "badge.name", N_("The badge"), "Water Safety, level 2", 0, 0 },
    { "badge.description", N_("What it stands for"), "Keeps people safe in and around a supervised pool.", 0, 1 },
    { "issuer.name", N_("Who awarded it"), "Faculty of Sport", 0, 0 },
    { "organisation.name", N_("Your organisation"), "Northgate College", 0, 0 },
    { "credential.link", N_("The credential's page. It has to be in the text"), "https://badges.example.org/assertions/0123456789abcdefghjkmnpqrs", 1, 0 },
    { "credential.issued", N_("The day of the award"), "22 November 2026", 0, 0 },
    { "credential.expires", N_("The last day on which it is valid; empty when it has none"), "22 November 2028", 0, 1 },
    { "all_credentials.link", N_("Where they see all that was awarded to them"), "https://badges.example.org/me/start", 1, 0 },
    { 0 } };

static const bdg_mail_field_t welcome_fields[] = {
    { "person.name", N_("Who is invited"), "Amina Yusuf", 0, 0 },
    { "person.email", N_("Their email address"), "amina.yusuf@example.org", 0, 0 },
    { "organisation.name", N_("Your organisation"), "Northgate College", 0, 0 },
    { "inviter.name", N_("Who invites; empty when nobody is named"), "Robin Marlowe", 0, 1 },
    { "invitation.link", N_("Where the invitation is accepted. It has to be in the text"), "https://badges.example.org/invitation?token=0123456789abcdefghjkmnpqrs_0123456789abcdef", 1, 0 },
    { "invitation.valid", N_("How long that works"), "14 days", 0, 0 },
    { 0 } };

const bdg_mail_text_kind_t bdg_mail_text_kinds[BDG_MAIL_TEXT_KINDS] = {
    [BDG_MAIL_TEXT_AWARD] = { "award", N_("Award mail"), "credential.link", award_fields, "Your badge: {{badge.name}}",
        "{{recipient.name}},\n\n"
        "{{issuer.name}} has awarded you the badge **{{badge.name}}** on {{credential.issued}}.{{#credential.expires}} It is valid until {{credential.expires}}.{{/credential.expires}}\n\n"
        "{{badge.description}}\n\n"
        "[See your badge]({{credential.link}})\n\n"
        "There you can download it, add it to LinkedIn and show it to anyone.\n\n"
        "All that was awarded to you, in one place: {{all_credentials.link}}\n" },
    [BDG_MAIL_TEXT_WELCOME] = { "welcome", N_("Welcome mail"), "invitation.link", welcome_fields, "Invitation to {{organisation.name}}",
        "{{person.name}},\n\n"
        "{{#inviter.name}}{{inviter.name}} invites you to {{organisation.name}}.{{/inviter.name}}{{^inviter.name}}You are invited to {{organisation.name}}.{{/inviter.name}}\n\n"
        "[Accept the invitation]({{invitation.link}})\n\n"
        "The link works for {{invitation.valid}}, once.\n" } };

/* --- which text */

/* 2: this very language; 1: what it is a kind of, or one for all; 0: another. */
static int fits(const char *text, const char *wanted)
{
    size_t n = strlen(text);
    if (!n)
        return 1;
    if (!wanted || strncasecmp(text, wanted, n) || (wanted[n] && wanted[n] != '-'))
        return 0;
    return wanted[n] ? 2 : 3;
}

const bdg_mail_text_t *bdg_mail_text_choose(const apr_array_header_t *rows, const char *language, int depth)
{
    const bdg_mail_text_t *best = NULL;
    int how = 0;
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_mail_text_t *t = &APR_ARRAY_IDX(rows, i, bdg_mail_text_t);
        if (t->depth < depth)
            continue;
        if (best && t->depth > best->depth)
            break;
        int f = fits(t->language, language);
        if (f > how) {
            best = t;
            how = f;
        }
    }
    return best;
}

bdg_err_t *bdg_mail_text_find(const bdg_mail_text_t **out, bdg_db_t *db, int64_t organisation_id, bdg_mail_text_e kind, const char *language, apr_pool_t *pool)
{
    apr_array_header_t *rows;
    BDG_TRY(bdg_mail_text_list(&rows, db, organisation_id, bdg_mail_text_kinds[kind].kind, pool));
    *out = bdg_mail_text_choose(rows, language, 0);
    return NULL;
}

/* --- values */

/* So that no letter of it means anything to Markdown (CommonMark 2.4: any ASCII punctuation may be escaped), and nothing begins a line. */
static const char *escaped(const char *s, apr_pool_t *pool)
{
    s = bdg_text_clean(s, strlen(s), 0, pool);
    char *out = apr_palloc(pool, strlen(s) * 2 + 1), *o = out;
    for (; *s; s++) {
        if (((unsigned char)*s > 0x20 && (unsigned char)*s < 0x30) || strchr(":;<=>?@[\\]^_`{|}~", *s))
            *o++ = '\\';
        *o++ = *s;
    }
    *o = 0;
    return out;
}

/* An address in angle brackets is a link by itself, and one within (...) of a link. What would end the brackets is not in an address of ours. */
static const char *link_of(const char *url, apr_pool_t *pool) { return *url && !strpbrk(url, "<> \t\r\n") ? apr_pstrcat(pool, "<", url, ">", NULL) : ""; }

/* {"a": {"b": value}} of "a.b", for the engine. body: as Markdown. */
static json_t *model_of(const bdg_mail_text_kind_t *k, const json_t *values, int body, apr_pool_t *pool)
{
    json_t *m = bdg_json_object(pool);
    for (const bdg_mail_field_t *f = k->fields; f->name; f++) {
        const char *v = bdg_json_get_str(values, f->name), *dot = strchr(f->name, '.');
        const char *group = apr_pstrmemdup(pool, f->name, (size_t)(dot - f->name));
        json_t *o = json_object_get(m, group);
        if (!o)
            bdg_json_set(m, group, o = json_object());
        v = v ? v : "";
        bdg_json_str(o, dot + 1, !body ? bdg_text_clean(v, strlen(v), 0, pool) : f->link ? link_of(v, pool) : escaped(v, pool));
    }
    return m;
}

json_t *bdg_mail_text_sample(bdg_mail_text_e kind, int all, apr_pool_t *pool)
{
    json_t *values = bdg_json_object(pool);
    for (const bdg_mail_field_t *f = bdg_mail_text_kinds[kind].fields; f->name; f++)
        if (all || !f->optional)
            bdg_json_str(values, f->name, f->sample);
    return values;
}

bdg_err_t *bdg_mail_text_award(json_t **values, const char **language, bdg_db_t *db, const bdg_site_t *site, int64_t assertion_id, apr_pool_t *pool)
{
    bdg_assertion_t *a;
    bdg_badge_class_t *b;
    bdg_issuer_t *i;
    bdg_organisation_t *o;
    BDG_TRY(bdg_assertion_by_id(&a, db, assertion_id, pool));
    if (a->state == BDG_ASSERTION_REVOKED)
        return bdg_err(BDG_E_GONE, "The credential was revoked before the mail was sent.");
    BDG_TRY(bdg_badge_class_by_version(&b, db, a->badge_class_version_id, pool));
    BDG_TRY(bdg_issuer_by_version(&i, db, a->issuer_version_id, pool));
    BDG_TRY(bdg_organisation_by_id(&o, db, a->organisation_id, pool));
    json_t *v = *values = bdg_json_object(pool);
    bdg_json_str(v, "recipient.name", a->recipient_name);
    bdg_json_str(v, "recipient.email", a->recipient_identity);
    bdg_json_str(v, "badge.name", b->name);
    bdg_json_str(v, "badge.description", b->description);
    bdg_json_str(v, "issuer.name", i->name);
    bdg_json_str(v, "organisation.name", o->name);
    bdg_json_str(v, "credential.link", bdg_site_url(site, pool, "/assertions/%s", a->public_id));
    bdg_json_str(v, "credential.issued", bdg_date_words(a->issued_on, pool));
    bdg_json_str(v, "credential.expires", bdg_date_words(a->expires_on, pool));
    bdg_json_str(v, "all_credentials.link", bdg_site_url(site, pool, "/me/start"));
    *language = b->language;
    return NULL;
}

/* --- composing */

/* The names of the fields, for the engine. */
static const char *const *names_of(const bdg_mail_text_kind_t *k, apr_pool_t *pool)
{
    apr_array_header_t *names = apr_array_make(pool, 16, sizeof(const char *));
    for (const bdg_mail_field_t *f = k->fields; f->name; f++)
        APR_ARRAY_PUSH(names, const char *) = f->name;
    APR_ARRAY_PUSH(names, const char *) = NULL;
    return (const char *const *)names->elts;
}

static bdg_err_t *filled(const char **out, bdg_mail_fill_fn *fill, const bdg_mail_text_kind_t *k, const char *text, const json_t *model, apr_pool_t *pool)
{
    bdg_buf_t *b = bdg_buf_make(FILLED_MAX, pool);
    BDG_TRY(fill(text, strlen(text), names_of(k, pool), model, b, pool));
    BDG_TRY(bdg_buf_check(b));
    *out = b->data ? b->data : "";
    return NULL;
}

/* A paragraph that is a link and nothing else says so. Text and addresses are escaped, so the renderer wrote each of these itself. */
static const char *with_buttons(const char *html, apr_pool_t *pool)
{
    static const char begin[] = "<p><a ";
    bdg_buf_t *out = bdg_buf_make(strlen(html) * 4 + 1, pool);
    for (const char *at; (at = strstr(html, begin)); html = at + 2) {
        const char *end = strstr(at, "</a>");
        bdg_buf_add(out, html, (size_t)(at - html) + 2);
        if (end && !strncmp(end + 4, "</p>", 4))
            bdg_buf_str(out, " class=\"button\"");
    }
    bdg_buf_str(out, html);
    return out->data ? out->data : "";
}

bdg_err_t *bdg_mail_text_compose(bdg_mail_words_t *out, bdg_mail_fill_fn *fill, bdg_mail_text_e kind, const char *subject, const char *body, const json_t *values, apr_pool_t *pool)
{
    const bdg_mail_text_kind_t *k = &bdg_mail_text_kinds[kind];
    const char *markdown, *html;
    BDG_TRY(filled(&out->subject, fill, k, subject, model_of(k, values, 0, pool), pool));
    out->subject = bdg_text_clean(out->subject, strlen(out->subject), 0, pool);
    BDG_TRY(filled(&markdown, fill, k, body, model_of(k, values, 1, pool), pool));
    BDG_TRY(bdg_markdown_html(&html, markdown, pool));
    out->html = with_buttons(html, pool);
    return bdg_markdown_plain(&out->text, markdown, pool);
}

#include "web/admin/endorsement_model.h"
#include "base/language.h"
#include "core/openbadges/ob2.h"
#include "io/markdown.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

const char *bdg_endorsement_href(const bdg_req_t *req, const char *id, const char *rest)
{
    return apr_pstrcat(req->pool, req->site->prefix, "/admin/endorsements/", id, rest, NULL);
}

const char *bdg_endorsement_of(const bdg_endorsement_t *e, apr_pool_t *pool)
{
    return e->recipient_name ? bdg_say(pool, "%s, awarded to %s", e->subject_name, e->recipient_name) : e->subject_name;
}

/* state as the colours have it (STYLE.md), and in words. */
static void state_of(json_t *o, const bdg_endorsement_t *e)
{
    static const struct { const char *state, *tone, *text; } words[] = {
        { "asked", "info", N_("Asked") }, { "made", "good", N_("Endorsed") }, { "declined", "warn", N_("Declined") }, { "withdrawn", "none", N_("Taken back") },
        { "removed", "none", N_("Taken off") }, { "revoked", "bad", N_("Revoked") },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i].state, e->state)) {
            bdg_json_str(o, "state", words[i].tone);
            bdg_json_str(o, "state_text", e->external_url && i == 1 ? _("Made elsewhere") : bdg_tr(words[i].text));
        }
}

/* The badge as everybody sees it now; the claim names the version. */
static const char *page_of(const bdg_req_t *req, const bdg_endorsement_t *e)
{
    return e->kind == BDG_ENDORSED_BADGE_CLASS ? bdg_site_url(req->site, req->pool, "/badges/%s", e->subject_public_id) : bdg_ob2_endorsed(req->site, e, req->pool);
}

bdg_err_t *bdg_endorsement_model(json_t **out, const bdg_req_t *req, const bdg_endorsement_t *e)
{
    static const char *const kinds[] = { N_("Badge"), N_("Issuer"), N_("Credential") };      /* by bdg_endorsed_e */
    apr_pool_t *p = req->pool;
    const char *html = NULL;
    int made = !strcmp(e->state, "made") || !strcmp(e->state, "removed") || !strcmp(e->state, "revoked");
    if (e->comment)
        BDG_TRY(bdg_markdown_html(&html, e->comment, p));
    json_t *o = json_object();
    bdg_json_str(o, "id", e->public_id);
    bdg_json_str(o, "who", e->external_url ? e->external_name : e->issuer_name);
    bdg_words_set(o, "who_page", e->external_url ? NULL : bdg_site_url(req->site, p, "/issuers/%s", e->issuer_public_id));
    bdg_json_str(o, "of", bdg_endorsement_of(e, p));
    bdg_json_str(o, "of_page", page_of(req, e));
    bdg_json_str(o, "kind_text", _(kinds[e->kind]));
    state_of(o, e);
    bdg_words_time(o, "at", e->ended_at ? e->ended_at : e->made_at ? e->made_at : e->created_at, p);
    bdg_words_set(o, "comment_html", html);
    bdg_words_set(o, "language", e->language);
    bdg_words_set(o, "message", e->message);
    bdg_words_set(o, "reason", e->reason);
    bdg_json_str(o, "version", e->kind == BDG_ENDORSED_ASSERTION ? "" : apr_itoa(p, e->subject_version));
    bdg_words_set(o, "elsewhere_url", e->external_url);
    bdg_words_set(o, "public_href", made && !e->external_url ? bdg_site_url(req->site, p, "/endorsements/%s", e->public_id) : NULL);
    bdg_json_str(o, "href", bdg_endorsement_href(req, e->public_id, ""));
    *out = o;
    return NULL;
}

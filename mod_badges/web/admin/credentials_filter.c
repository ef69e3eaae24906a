#include "web/admin/credentials_filter.h"
#include "base/language.h"
#include "base/id.h"
#include "base/str.h"
#include "core/access.h"
#include "web/parts.h"
#include "web/reach.h"
#include "web/words.h"
#include <apr_strings.h>
#include <string.h>

#define CONTAINS_MAX 10000     /* awards of a badge, up to which a text is looked for inside names */

static const struct { const char *value, *text; bdg_credential_state_e state; } states[] = {
    { "", N_("Any state"), BDG_CREDENTIAL_ANY }, { "valid", N_("Valid"), BDG_CREDENTIAL_VALID }, { "expiring", N_("Expires within 30 days"), BDG_CREDENTIAL_EXPIRING },
    { "expired", N_("Expired"), BDG_CREDENTIAL_EXPIRED }, { "revoked", N_("Revoked"), BDG_CREDENTIAL_REVOKED } };
static const struct { const char *value, *text, *words; bdg_text_in_e in; } texts[] = {
    { "name", "names", N_("Names that begin with \xe2\x80\x9c%s\xe2\x80\x9d."), BDG_TEXT_NAME },
    { "address", "addresses", N_("Addresses that begin with \xe2\x80\x9c%s\xe2\x80\x9d."), BDG_TEXT_IDENTITY },
    { "external", N_("external ids"), N_("The external id \xe2\x80\x9c%s\xe2\x80\x9d."), BDG_TEXT_EXTERNAL } };
#define COUNT(a) (sizeof(a) / sizeof *(a))

const char *bdg_credentials_href(const bdg_req_t *req, const char *public_id, const char *rest)
{
    return apr_pstrcat(req->pool, req->site->prefix, "/admin/credentials/", public_id, rest, NULL);
}

const char *bdg_credentials_image(const bdg_req_t *req, const char *badge_public_id, int graphic_revision)
{
    return graphic_revision ? apr_psprintf(req->pool, "%s/badges/%s/image?r=%d", req->site->prefix, badge_public_id, graphic_revision) : NULL;
}

void bdg_credential_date(json_t *o, const char *key, bdg_date_t d, apr_pool_t *pool)
{
    bdg_words_set(o, apr_pstrcat(pool, key, "_iso", NULL), bdg_date_iso(d, pool));
    bdg_words_set(o, apr_pstrcat(pool, key, "_words", NULL), bdg_date_short(d, pool));
    bdg_words_set(o, apr_pstrcat(pool, key, "_exact", NULL), bdg_date_words(d, pool));
}

void bdg_credential_state(json_t *o, int state, int acceptance, bdg_date_t expires_on, apr_pool_t *pool)
{
    bdg_date_t today = bdg_date_of(apr_time_now());
    const char *word = acceptance == 1 ? "accepted" : acceptance == 2 ? "rejected" : "issued";
    const char *text = acceptance == 1 ? _("Accepted") : acceptance == 2 ? _("Rejected") : _("Issued");
    int days = expires_on == BDG_DATE_NONE ? 9999 : expires_on - today;
    if (state == BDG_ASSERTION_REVOKED) {
        word = "revoked";
        text = _("Revoked");
    } else if (days < 0) {
        word = "expired";
        text = _("Expired");
    } else if (days <= BDG_EXPIRING_DAYS) {
        word = "expiring";
        text = !days ? _("Expires today") : days == 1 ? _("Expires tomorrow") : bdg_say(pool, "Expires in %d days", days);
    }
    bdg_json_str(o, "state", word);
    bdg_json_str(o, "state_text", text);
}

/* ---------------------------------------------------------------- reading */

static const char *arg(const bdg_req_t *req, const char *name)
{
    const char *s = bdg_req_arg(req, name);
    return s ? bdg_text_clean(s, strlen(s), 0, req->pool) : "";
}

static void add_query(bdg_credentials_t *c, const char *name, const char *value, apr_pool_t *pool)
{
    if (!*value)
        return;
    c->query = apr_pstrcat(pool, c->query, *c->query ? "&" : "", name, "=", bdg_url_escape(value, pool), NULL);
    c->any = 1;
}

static bdg_err_t *read_badge(bdg_credentials_t *c, bdg_req_t *req, bdg_db_t *db, const char *id, bdg_perm_e perm)
{
    if (!*id)
        return NULL;
    bdg_scope_t scope;
    BDG_TRY(bdg_access_object(&scope, db, &req->actor, BDG_OBJECT_BADGE_CLASS, id, req->pool));
    if (scope.perms & BDG_PERM_BIT(perm))
        BDG_TRY(bdg_assertion_list_badge(&c->badge, db, id, req->actor.organisation_id, req->pool));
    return c->badge.id ? NULL : bdg_err(BDG_E_NOT_FOUND, "There is no such badge here.");
}

static bdg_err_t *read_batch(bdg_credentials_t *c, bdg_req_t *req, bdg_db_t *db, const char *id, bdg_perm_e perm)
{
    if (!*id)
        return NULL;
    bdg_scope_t scope;
    BDG_TRY(bdg_access_object(&scope, db, &req->actor, BDG_OBJECT_BATCH, id, req->pool));
    if (scope.perms & BDG_PERM_BIT(perm))
        BDG_TRY(bdg_assertion_list_batch(&c->batch, db, id, req->actor.organisation_id, req->pool));
    return c->batch.id ? NULL : bdg_err(BDG_E_NOT_FOUND, "There is no such batch here.");
}

/* Somebody who may see the awards of some issuers only. */
static bdg_err_t *read_badges(bdg_credentials_t *c, bdg_req_t *req, bdg_db_t *db, bdg_perm_e perm)
{
    int64_t *badges;
    if ((req->actor.perms & BDG_PERM_BIT(perm)) || c->badge.id || c->batch.id)
        return NULL;
    BDG_TRY(bdg_assertion_list_badges(&badges, &c->f.nbadges, db, req->actor.organisation_id, req->actor.account_id, BDG_PERM_BIT(perm), req->pool));
    c->f.badges = badges;
    c->too_many = c->f.nbadges > BDG_LIST_BADGES_MAX;
    if (c->too_many)
        c->f.nbadges = 0;
    return NULL;
}

/* A badge and a batch belong to one organisation. Roles on single issuers reach no further than these. */
static bdg_err_t *read_reach(bdg_credentials_t *c, bdg_req_t *req, bdg_perm_e perm)
{
    if (c->badge.id || c->batch.id)
        c->f.organisation_id = c->badge.id ? c->badge.organisation_id : c->batch.organisation_id;
    if (!(req->actor.perms & BDG_PERM_BIT(perm)))
        return NULL;
    BDG_TRY(bdg_reach_read(&c->reach, req));
    if (!c->badge.id && !c->batch.id)
        c->f.reach = c->reach;
    return NULL;
}

bdg_err_t *bdg_credentials_read(bdg_credentials_t *c, bdg_req_t *req, bdg_perm_e perm)
{
    bdg_db_t *db;
    const char *badge = arg(req, "badge"), *batch = arg(req, "batch"), *state = arg(req, "state"), *in = arg(req, "in");
    memset(c, 0, sizeof *c);
    c->query = "";
    c->q = arg(req, "q");
    c->from = arg(req, "from");
    c->to = arg(req, "to");
    c->f = (bdg_assertion_filter_t){ .organisation_id = req->actor.organisation_id, .today = bdg_date_of(apr_time_now()), .text = c->q,
                                     .issued_from = bdg_date_parse_iso(c->from), .issued_to = bdg_date_parse_iso(c->to) };
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(read_badge(c, req, db, badge, perm));
    BDG_TRY(read_batch(c, req, db, batch, perm));
    BDG_TRY(read_badges(c, req, db, perm));
    BDG_TRY(read_reach(c, req, perm));
    c->f.badge_class_id = c->badge.id;
    c->f.batch_id = c->batch.id;
    for (size_t i = 0; i < COUNT(states); i++)
        if (!strcmp(state, states[i].value))
            c->f.state = states[i].state;
    add_query(c, "q", c->q, req->pool);
    add_query(c, "badge", badge, req->pool);
    add_query(c, "batch", batch, req->pool);
    add_query(c, "state", c->f.state ? state : "", req->pool);
    add_query(c, "from", c->f.issued_from == BDG_DATE_NONE ? "" : c->from, req->pool);
    add_query(c, "to", c->f.issued_to == BDG_DATE_NONE ? "" : c->to, req->pool);
    add_query(c, "reach", !strcmp(arg(req, "reach"), "only") ? "only" : "", req->pool);
    for (size_t i = 0; i < COUNT(texts) && *c->q && !c->f.badges && !c->f.batch_id; i++)
        if (!strcmp(in, texts[i].value)) {
            c->f.in = texts[i].in;
            add_query(c, "in", in, req->pool);
        }
    return bdg_assertion_filter_resolve(&c->f, c->badge.id && c->badge.awards <= CONTAINS_MAX, db, req->pool);
}

/* ---------------------------------------------------------------- showing */

static bdg_err_t *badge_options(json_t *list, bdg_req_t *req, const bdg_credentials_t *c)
{
    bdg_db_t *db;
    apr_array_header_t *rows;
    int chosen = 0;
    uint64_t perm = BDG_PERM_BIT(BDG_PERM_REPORTS_VIEW);
    BDG_TRY(bdg_req_db(req, &db));
    if (c->reach == BDG_REACH_FEW)
        BDG_TRY(bdg_assertion_below_choices(&rows, db, req->actor.organisation_id, req->pool));
    else
        BDG_TRY(bdg_assertion_list_choices(&rows, db, req->actor.organisation_id, (req->actor.perms & perm) != 0, req->actor.account_id, perm, 0, req->pool));
    bdg_parts_option(list, "", _("All badges"), !c->badge.id);
    for (int i = 0; i < rows->nelts; i++) {
        const bdg_assertion_named_t *n = &APR_ARRAY_IDX(rows, i, bdg_assertion_named_t);
        int this = c->badge.id && !strcmp(n->public_id, c->badge.public_id);
        bdg_parts_option(list, n->public_id, n->name, this);
        chosen |= this;
    }
    if (c->badge.id && !chosen)
        bdg_parts_option(list, c->badge.public_id, c->badge.name, 1);
    return NULL;
}

/* The address of the list without some of its filters (names separated by spaces). */
static const char *without(const bdg_req_t *req, const char *names, const char *more)
{
    const char *out = "";
    static const char *const known[] = { "q", "badge", "batch", "state", "from", "to", "in", "reach" };
    for (size_t i = 0; i < COUNT(known); i++) {
        const char *v = arg(req, known[i]), *at = strstr(names, known[i]);
        size_t n = strlen(known[i]);
        if (*v && !(at && (at == names || at[-1] == ' ') && (!at[n] || at[n] == ' ')))
            out = apr_pstrcat(req->pool, out, *out ? "&" : "", known[i], "=", bdg_url_escape(v, req->pool), NULL);
    }
    if (*more)
        out = apr_pstrcat(req->pool, out, *out ? "&" : "", more, NULL);
    return apr_pstrcat(req->pool, req->site->prefix, "/admin/credentials", *out ? "?" : "", out, NULL);
}

static const char *span_words(const bdg_credentials_t *c, apr_pool_t *pool)
{
    const char *from = bdg_date_short(c->f.issued_from, pool), *to = bdg_date_short(c->f.issued_to, pool);
    if (from && to)
        return !strcmp(from, to) ? bdg_say(pool, "Issued %s", from) : bdg_say(pool, "Issued %s to %s", from, to);
    if (from)
        return bdg_say(pool, "Issued from %s", from);
    return to ? bdg_say(pool, "Issued until %s", to) : _("Issued at any time");
}

/* Where the text was looked for, and where else it may be. */
static void searched(json_t *f, const bdg_req_t *req, const bdg_credentials_t *c)
{
    const char *words = NULL;
    json_t *others = json_array();
    bdg_json_set(f, "others", others);
    for (size_t i = 0; i < COUNT(texts) && *c->q; i++) {
        if (c->f.in == texts[i].in)
            words = apr_psprintf(req->pool, texts[i].words, c->q);
        else if (c->f.in == BDG_TEXT_NAME || c->f.in == BDG_TEXT_IDENTITY || c->f.in == BDG_TEXT_EXTERNAL) {
            json_t *o = json_object();
            bdg_json_str(o, "text", texts[i].text);
            bdg_json_str(o, "href", without(req, "in", apr_pstrcat(req->pool, "in=", texts[i].value, NULL)));
            bdg_json_add(others, o);
        }
    }
    bdg_words_set(f, "searched", words);
}

bdg_err_t *bdg_credentials_filter_model(json_t *model, bdg_req_t *req, const bdg_credentials_t *c)
{
    json_t *f = json_object(), *list = json_array(), *badges = json_array();
    bdg_json_set(model, "filter", f);
    bdg_json_set(f, "states", list);
    bdg_json_set(f, "badges", badges);
    bdg_json_str(f, "q", c->q);
    bdg_json_str(f, "from", c->f.issued_from == BDG_DATE_NONE ? "" : c->from);
    bdg_json_str(f, "to", c->f.issued_to == BDG_DATE_NONE ? "" : c->to);
    bdg_json_str(f, "span", span_words(c, req->pool));
    for (size_t i = 0; i < COUNT(states); i++)
        bdg_parts_option(list, states[i].value, bdg_tr(states[i].text), c->f.state == states[i].state);
    bdg_words_set(f, "batch", c->batch.id ? c->batch.public_id : NULL);
    bdg_words_set(f, "batch_name", c->batch.id ? c->batch.name : NULL);
    bdg_json_str(f, "batch_clear", without(req, "batch", ""));
    bdg_json_bool(f, "any", bdg_reach_model(f, req, c->reach) || c->any);
    searched(f, req, c);
    return badge_options(badges, req, c);
}

#include "core/endorsement.h"
#include "base/language.h"
#include "base/json.h"
#include "base/str.h"
#include "core/badge_wording.h"
#include "store/assertion.h"
#include "store/audit.h"
#include "store/badge_class.h"
#include "store/issuer.h"
#include "store/outbox.h"
#include <apr_strings.h>
#include <string.h>

/* --- what is endorsed */

static bdg_err_t *load_badge(bdg_endorsed_t *s, bdg_db_t *db, apr_pool_t *pool)
{
    bdg_badge_class_t *b;
    BDG_TRY(bdg_badge_class_by_id(&b, db, s->id, pool));
    s->organisation_id = b->organisation_id;
    s->issuer_id = b->issuer_id;
    s->version_id = b->version_id;
    s->version = b->number;
    s->revision = b->revision;
    s->public_id = b->public_id;
    s->name = b->name;
    if (!b->published_at || !strcmp(b->state, "draft"))
        s->cannot = _("This badge is a draft. Publish it first, so that others can see what they are to endorse.");
    else if (!strcmp(b->state, "archived"))
        s->cannot = _("This badge is archived.");
    return NULL;
}

static bdg_err_t *load_issuer(bdg_endorsed_t *s, bdg_db_t *db, apr_pool_t *pool)
{
    bdg_issuer_t *i;
    BDG_TRY(bdg_issuer_by_id(&i, db, s->id, pool));
    s->organisation_id = i->organisation_id;
    s->issuer_id = i->id;
    s->version_id = i->version_id;
    s->version = i->number;
    s->revision = i->revision;
    s->public_id = i->public_id;
    s->name = i->name;
    if (!strcmp(i->state, "archived"))
        s->cannot = _("This issuer is archived.");
    return NULL;
}

static bdg_err_t *load_award(bdg_endorsed_t *s, bdg_db_t *db, apr_pool_t *pool)
{
    bdg_assertion_t *a;
    bdg_badge_class_t *b;
    BDG_TRY(bdg_assertion_by_id(&a, db, s->id, pool));
    BDG_TRY(bdg_badge_class_by_version(&b, db, a->badge_class_version_id, pool));
    s->organisation_id = a->organisation_id;
    s->issuer_id = b->issuer_id;
    s->version_id = b->version_id;
    s->version = b->number;
    s->revision = a->revision;
    s->public_id = a->public_id;
    s->name = b->name;
    s->recipient_name = a->recipient_name;
    if (a->state == BDG_ASSERTION_REVOKED)
        s->cannot = _("This credential was revoked.");
    return NULL;
}

bdg_err_t *bdg_endorsed_load(bdg_endorsed_t **out, bdg_db_t *db, bdg_endorsed_e kind, int64_t id, apr_pool_t *pool)
{
    bdg_endorsed_t *s = *out = apr_pcalloc(pool, sizeof *s);
    s->kind = kind;
    s->id = id;
    return kind == BDG_ENDORSED_BADGE_CLASS ? load_badge(s, db, pool) : kind == BDG_ENDORSED_ISSUER ? load_issuer(s, db, pool) : load_award(s, db, pool);
}

/* Held until the end of the transaction, so that its endorsements are counted and listed by one at a time. */
static bdg_err_t *hold(bdg_endorsed_t **out, bdg_db_t *db, bdg_endorsed_e kind, int64_t id, int64_t organisation_id, apr_pool_t *pool)
{
    BDG_TRY(kind == BDG_ENDORSED_BADGE_CLASS ? bdg_badge_class_lock(db, id, organisation_id)
            : kind == BDG_ENDORSED_ISSUER ? bdg_issuer_lock(db, id, organisation_id) : bdg_assertion_lock(db, id, organisation_id));
    return bdg_endorsed_load(out, db, kind, id, pool);
}

static bdg_err_t *audit(const bdg_edit_t *edit, bdg_db_t *db, int64_t organisation_id, const char *action, const bdg_endorsement_t *e, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "state", e->state);
    bdg_json_str(o, "of", bdg_endorsed_kinds[e->kind]);
    bdg_json_str(o, "id", e->subject_public_id);
    bdg_json_int(o, "version", e->subject_version);
    bdg_json_str(o, "by", e->external_url ? e->external_name : e->issuer_name);
    bdg_json_str(o, "url", e->external_url);
    bdg_json_str(o, "comment", e->comment);
    bdg_json_str(o, "reason", e->reason);
    return bdg_audit(db, organisation_id, edit->actor->account_id, edit->actor->address, action, "endorsement", e->id, NULL, o, pool);
}

/* What those who ask do shows in their own log only, what the endorser does in both: nobody writes into the log of strangers. */
static bdg_err_t *audit_act(const bdg_edit_t *edit, bdg_db_t *db, const char *action, const bdg_endorsement_t *e, apr_pool_t *pool)
{
    BDG_TRY(audit(edit, db, e->organisation_id, action, e, pool));
    return edit->organisation_id == e->organisation_id ? NULL : audit(edit, db, edit->organisation_id, action, e, pool);
}

/* --- asking */

typedef struct ask_t {
    const bdg_edit_t *edit;
    bdg_endorsed_e kind;
    const char *issuer;                  /* public id, or NULL */
    const char *message, *name, *url;
} ask_t;

static bdg_endorsement_t new_one(const bdg_endorsed_t *s, apr_pool_t *pool)
{
    char *id = apr_palloc(pool, BDG_ID_LEN + 1);
    bdg_id_new(id);
    return (bdg_endorsement_t){ .public_id = id, .organisation_id = s->organisation_id, .kind = s->kind, .subject_id = s->id, .subject_version_id = s->version_id,
                                .subject_version = s->version, .subject_public_id = s->public_id };
}

static int is(const bdg_endorsement_t *e, const char *state) { return !strcmp(e->state, state); }

/* Is there room for another one, and is it another one? */
static bdg_err_t *check_others(bdg_check_t *c, bdg_db_t *db, const bdg_endorsed_t *s, int64_t issuer_id, const char *url, apr_pool_t *pool)
{
    apr_array_header_t *all;
    BDG_TRY(bdg_endorsements_open(&all, db, s->kind, s->id, s->version_id, pool));
    for (int i = 0; i < all->nelts; i++) {
        const bdg_endorsement_t *e = &APR_ARRAY_IDX(all, i, bdg_endorsement_t);
        if (issuer_id && e->issuer_id == issuer_id)
            bdg_check_add(c, "issuer", "Who", is(e, "asked") ? "%s was asked already." : "%s endorses it already.", e->issuer_name);
        if (url && e->external_url && !strcmp(e->external_url, url))
            bdg_check_add(c, "url", "Address of the endorsement", "This endorsement is there already.");
    }
    if (all->nelts >= BDG_ENDORSEMENTS_LIVE_MAX)
        bdg_check_add(c, url ? "url" : "issuer", url ? "Address of the endorsement" : "Who", "There can be at most %d endorsements and open requests.", BDG_ENDORSEMENTS_LIVE_MAX);
    return NULL;
}

static bdg_err_t *find_issuer(bdg_issuer_t **out, bdg_check_t *c, bdg_db_t *db, const bdg_endorsed_t *s, const char *public_id, apr_pool_t *pool)
{
    bdg_issuer_t *i = NULL;
    bdg_err_t *e = public_id ? bdg_issuer_by_public_id(&i, db, public_id, pool) : NULL;
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    bdg_err_clear(e);
    if (!i || !strcmp(i->state, "archived"))
        bdg_check_add(c, "issuer", "Who", "There is no issuer at this address here. It looks like this: the address of an issuer's public page on this server.");
    else if (i->id == s->issuer_id)
        bdg_check_add(c, "issuer", "Who", s->kind == BDG_ENDORSED_ISSUER ? "An issuer cannot endorse itself." : "This is its own issuer. An endorsement is somebody else's word.");
    *out = i;
    return bdg_check_result(c);
}

/* By mail, once for an issuer and a thing, however often it is asked and taken back. */
static bdg_err_t *tell(bdg_db_t *db, const bdg_endorsement_t *e, const bdg_issuer_t *issuer, apr_pool_t *pool)
{
    const char *payload = bdg_json_dump(bdg_json_str(bdg_json_object(pool), "endorsement", e->public_id), pool);
    const char *key = apr_psprintf(pool, "endorse:%s:%s", issuer->public_id, e->subject_public_id);
    return issuer->email && *issuer->email ? bdg_outbox_put(db, issuer->organisation_id, "mail.endorse", key, 0, 0, issuer->email, payload) : NULL;
}

static bdg_err_t *ask_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const ask_t *a = baton;
    const bdg_edit_t *edit = a->edit;
    bdg_endorsed_t *s;
    bdg_issuer_t *issuer = NULL;
    bdg_check_rewind(edit->check, 0);
    BDG_TRY(hold(&s, db, a->kind, edit->id, edit->organisation_id, pool));
    if (s->cannot)
        return bdg_err(BDG_E_CONFLICT, "%s", s->cannot);
    if (!a->url)
        BDG_TRY(find_issuer(&issuer, edit->check, db, s, a->issuer, pool));
    BDG_TRY(check_others(edit->check, db, s, issuer ? issuer->id : 0, a->url, pool));
    BDG_TRY(bdg_check_result(edit->check));
    bdg_endorsement_t e = new_one(s, pool);
    e.state = a->url ? "made" : "asked";
    e.message = a->message;
    e.external_url = a->url;
    e.external_name = a->name;
    if (issuer) {
        e.issuer_id = issuer->id;
        e.issuer_name = issuer->name;
        e.endorser_organisation_id = issuer->organisation_id;
    }
    if (a->url && a->kind == BDG_ENDORSED_BADGE_CLASS)
        BDG_TRY(bdg_badge_class_awarded(db, s->id, s->version_id, 0));
    BDG_TRY(bdg_endorsement_insert(&e, db, edit->actor->account_id));
    BDG_TRY(audit_act(edit, db, a->url ? "endorsement.record" : "endorsement.ask", &e, pool));
    if (issuer)
        BDG_TRY(tell(db, &e, issuer, pool));
    return a->url ? bdg_endorsements_publish(db, a->kind, s->id, s->version_id, pool) : NULL;
}

/* The public id in the address of an issuer's page here, or the id itself; NULL when it is neither. */
static const char *issuer_in(const char *typed, const bdg_site_t *site, apr_pool_t *pool)
{
    const char *clean = typed ? bdg_text_clean(typed, strlen(typed), 0, pool) : "";
    const char *before = apr_pstrcat(pool, site->base, "/issuers/", NULL);
    if (!strncmp(clean, before, strlen(before)))
        clean += strlen(before);
    const char *id = apr_pstrmemdup(pool, clean, strnlen(clean, BDG_ID_LEN)), *rest = clean + strlen(id);
    return bdg_id_valid(id) && (!*rest || !strcmp(rest, ".json") || !strcmp(rest, "/")) ? id : NULL;
}

bdg_err_t *bdg_endorse_ask(const bdg_edit_t *edit, const bdg_site_t *site, bdg_endorsed_e kind, const char *issuer, const char *message)
{
    ask_t a = { .edit = edit, .kind = kind, .issuer = issuer_in(issuer, site, edit->pool) };
    if (bdg_is_blank(issuer))
        bdg_check_add(edit->check, "issuer", "Who", "Choose an issuer, or enter the address of one.");
    const char *text = bdg_check_lines(edit->check, "message", "Message", message, 0, BDG_ENDORSEMENT_MESSAGE_MAX);
    BDG_TRY(bdg_check_result(edit->check));
    a.message = *text ? text : NULL;
    return bdg_db_tx(edit->db, ask_tx, &a, edit->pool);
}

bdg_err_t *bdg_endorse_record(const bdg_edit_t *edit, bdg_endorsed_e kind, const char *name, const char *url)
{
    ask_t a = { .edit = edit, .kind = kind };
    a.name = bdg_check_line(edit->check, "name", "Who endorses", name, 1, BDG_ENDORSEMENT_NAME_MAX);
    a.url = bdg_check_url(edit->check, "url", "Address of the endorsement", url, 1);
    BDG_TRY(bdg_check_result(edit->check));
    return bdg_db_tx(edit->db, ask_tx, &a, edit->pool);
}

/* --- ending */

typedef struct end_t {
    const bdg_edit_t *edit;
    const char *from, *to, *action, *reason;      /* from NULL: whatever it is in, by those who asked */
    bdg_endorsed_e kind;                          /* of those who asked */
    const char *public_id;
} end_t;

static bdg_err_t *not_there(void) { return bdg_err(BDG_E_NOT_FOUND, "There is no such endorsement here."); }

static bdg_err_t *end(bdg_db_t *db, const end_t *c, bdg_endorsement_t *e, apr_pool_t *pool)
{
    int was_made = is(e, "made");
    BDG_TRY(bdg_endorsement_end(db, e, e->state, c->to, c->reason, c->edit->actor->account_id));
    e->state = c->to;
    e->reason = c->reason;
    BDG_TRY(audit_act(c->edit, db, c->action, e, pool));
    return was_made ? bdg_endorsements_publish(db, e->kind, e->subject_id, e->subject_version_id, pool) : NULL;
}

static bdg_err_t *take_back_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    end_t c = *(const end_t *)baton;
    bdg_endorsed_t *s;
    bdg_endorsement_t *e;
    BDG_TRY(hold(&s, db, c.kind, c.edit->id, c.edit->organisation_id, pool));
    BDG_TRY(bdg_endorsement_by_public_id(&e, db, c.public_id, pool));
    if (e->kind != c.kind || e->subject_id != c.edit->id)
        return not_there();
    if (!is(e, "asked") && !is(e, "made"))
        return bdg_err(BDG_E_CONFLICT, "This endorsement is over already.");
    c.to = is(e, "asked") ? "withdrawn" : "removed";
    c.action = is(e, "asked") ? "endorsement.withdraw" : "endorsement.remove";
    return end(db, &c, e, pool);
}

bdg_err_t *bdg_endorse_take_back(const bdg_edit_t *edit, bdg_endorsed_e kind, const char *public_id)
{
    end_t c = { .edit = edit, .kind = kind, .public_id = public_id };
    if (!public_id || !bdg_id_valid(public_id))
        return not_there();
    return bdg_db_tx(edit->db, take_back_tx, &c, edit->pool);
}

static bdg_err_t *stale(void) { return bdg_err(BDG_E_CONFLICT, "Somebody else dealt with this endorsement while you were looking at it."); }

/* What is endorsed is held before the endorsement is read, so that what is read is what is so. */
static bdg_err_t *hold_both(bdg_endorsed_t **s, bdg_endorsement_t **e, bdg_db_t *db, const bdg_edit_t *edit, const char *state, apr_pool_t *pool)
{
    BDG_TRY(bdg_endorsement_by_id(e, db, edit->id, pool));
    if ((*e)->endorser_organisation_id != edit->organisation_id)
        return not_there();
    BDG_TRY(hold(s, db, (*e)->kind, (*e)->subject_id, (*e)->organisation_id, pool));
    BDG_TRY(bdg_endorsement_by_id(e, db, edit->id, pool));
    return is(*e, state) && (*e)->revision == edit->revision ? NULL : stale();
}

static bdg_err_t *end_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const end_t *c = baton;
    bdg_endorsed_t *s;
    bdg_endorsement_t *e;
    BDG_TRY(hold_both(&s, &e, db, c->edit, c->from, pool));
    return end(db, c, e, pool);
}

bdg_err_t *bdg_endorse_decline(const bdg_edit_t *edit, const char *reason)
{
    end_t c = { .edit = edit, .from = "asked", .to = "declined", .action = "endorsement.decline" };
    const char *text = bdg_check_lines(edit->check, "reason", "Reason", reason, 0, BDG_ENDORSEMENT_REASON_MAX);
    BDG_TRY(bdg_check_result(edit->check));
    c.reason = *text ? text : NULL;
    return bdg_db_tx(edit->db, end_tx, &c, edit->pool);
}

bdg_err_t *bdg_endorse_revoke(const bdg_edit_t *edit, const char *reason)
{
    end_t c = { .edit = edit, .from = "made", .to = "revoked", .action = "endorsement.revoke" };
    c.reason = bdg_check_lines(edit->check, "reason", "Reason", reason, 1, BDG_ENDORSEMENT_REASON_MAX);
    BDG_TRY(bdg_check_result(edit->check));
    return bdg_db_tx(edit->db, end_tx, &c, edit->pool);
}

/* --- making */

typedef struct make_t { const bdg_edit_t *edit; int subject_revision; const char *comment, *language; } make_t;

static bdg_err_t *make_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const make_t *m = baton;
    const bdg_edit_t *edit = m->edit;
    bdg_endorsed_t *s;
    bdg_endorsement_t *e;
    bdg_issuer_t *issuer;
    BDG_TRY(hold_both(&s, &e, db, edit, "asked", pool));
    if (s->cannot)
        return bdg_err(BDG_E_CONFLICT, "It cannot be endorsed just now: %s", s->cannot);
    if (s->revision != m->subject_revision && s->kind != BDG_ENDORSED_ASSERTION)
        return bdg_err(BDG_E_CONFLICT, "It was changed while you were looking at it. Please read it again: this is how it is now.");
    BDG_TRY(bdg_issuer_by_id(&issuer, db, e->issuer_id, pool));
    if (!strcmp(issuer->state, "archived"))
        return bdg_err(BDG_E_CONFLICT, "%s is archived, and cannot endorse anything.", issuer->name);
    if (s->kind == BDG_ENDORSED_BADGE_CLASS)      /* as with an award: what was endorsed stays as it is */
        BDG_TRY(bdg_badge_class_awarded(db, s->id, s->version_id, 0));
    e->subject_version_id = s->version_id;
    e->subject_version = s->version;
    e->issuer_version_id = issuer->version_id;
    e->comment = m->comment;
    e->language = m->language;
    BDG_TRY(bdg_endorsement_make(db, e, edit->actor->account_id));
    e->state = "made";
    BDG_TRY(audit_act(edit, db, "endorsement.make", e, pool));
    return bdg_endorsements_publish(db, e->kind, e->subject_id, e->subject_version_id, pool);
}

bdg_err_t *bdg_endorse_make(const bdg_edit_t *edit, int subject_revision, const char *comment, const char *language)
{
    make_t m = { .edit = edit, .subject_revision = subject_revision };
    m.comment = bdg_check_lines(edit->check, "comment", "Your endorsement", comment, 1, BDG_ENDORSEMENT_COMMENT_MAX);
    m.language = bdg_is_blank(language) ? "en" : language;
    if (!bdg_language_ok(m.language))
        bdg_check_add(edit->check, "language", "Language", "Choose one of the list.");
    BDG_TRY(bdg_check_result(edit->check));
    return bdg_db_tx(edit->db, make_tx, &m, edit->pool);
}

#include "core/assertion.h"
#include "base/language.h"
#include "base/json.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/issuer.h"
#include "store/outbox.h"
#include <apr_strings.h>
#include <string.h>

#define REPLACED "Replaced by a newer credential."

const char *bdg_assertion_mail_key(const char *public_id, apr_pool_t *pool) { return apr_pstrcat(pool, "award:", public_id, NULL); }

/* ---------------------------------------------------------------- what was typed */

static bdg_slice_t slice(const char *s) { return (bdg_slice_t){ s ? s : "", s ? strlen(s) : 0 }; }

static const char *field_name(const bdg_award_rules_t *rules, int field, apr_pool_t *pool)
{
    if (field < 0)
        return "";
    return field < BDG_AWARD_FIXED ? bdg_award_field_keys[field] : apr_pstrcat(pool, "a_", rules->attributes[field - BDG_AWARD_FIXED].key, NULL);
}

static const char *field_label(const bdg_award_rules_t *rules, int field)
{
    if (field < 0)
        return _("Credential");
    return field < BDG_AWARD_FIXED ? bdg_tr(bdg_award_field_titles[field]) : rules->attributes[field - BDG_AWARD_FIXED].name;
}

/* Errors, and the one warning that a person should look at before a mail goes out. */
static void flaws(bdg_check_t *check, const bdg_award_rules_t *rules, const bdg_award_t *a, const bdg_award_typed_t *typed)
{
    for (int i = 0; i < a->nproblems; i++) {
        const bdg_award_problem_t *p = &a->problems[i];
        const char *field = field_name(rules, p->field, check->pool), *label = field_label(rules, p->field);
        if (p->code < BDG_P_FIRST_WARNING)
            bdg_check_add(check, field, label, p->right ? "%s: %s." : "%s.", bdg_problem_title(p->code), p->right);
        else if (p->code == BDG_P_LOOKS_MISTYPED && (!typed->sure_of || strcmp(typed->sure_of, a->identity)))
            bdg_check_add(check, field, label, "This address looks mistyped: %s If it is right as it is, press the button once more.", p->right);
    }
}

/* details_json with the evidence beyond the first, which is all that a row of a file has room for. */
static bdg_err_t *more_evidence(bdg_award_t *a, bdg_check_t *check, const bdg_award_typed_t *typed)
{
    json_t *details = NULL, *list;
    for (int i = 0; i < BDG_EVIDENCE_MAX - 1; i++) {
        const bdg_evidence_typed_t *t = &typed->evidence[i];
        if (bdg_is_blank(t->url) && bdg_is_blank(t->name) && bdg_is_blank(t->narrative))
            continue;
        const char *n = apr_psprintf(check->pool, "_%d", i + 2);
        const char *url = bdg_check_url(check, apr_pstrcat(check->pool, "evidence_url", n, NULL), "Evidence address", t->url, 0);
        const char *name = bdg_check_line(check, apr_pstrcat(check->pool, "evidence_name", n, NULL), "Evidence name", t->name, 0, 200);
        const char *text = bdg_check_lines(check, apr_pstrcat(check->pool, "evidence_narrative", n, NULL), "Evidence narrative", t->narrative, 0, 5000);
        if (!details) {
            if (a->details_json)
                BDG_TRY(bdg_json_parse(&details, a->details_json, strlen(a->details_json), 16 * 1024 * 1024, check->pool));
            else
                details = bdg_json_object(check->pool);
            if (!json_object_get(details, "evidence"))
                bdg_json_set(details, "evidence", json_array());
        }
        list = json_object_get(details, "evidence");
        json_t *e = json_object();
        bdg_json_str(e, "url", *url ? url : NULL);
        bdg_json_str(e, "name", *name ? name : NULL);
        bdg_json_str(e, "narrative", *text ? text : NULL);
        bdg_json_add(list, e);
    }
    if (details)
        a->details_json = bdg_json_dump(details, check->pool);
    return NULL;
}

bdg_err_t *bdg_assertion_preview(bdg_award_t *award, const bdg_edit_t *edit, const bdg_badge_class_t *badge, const bdg_award_typed_t *typed)
{
    bdg_award_rules_t *rules;
    bdg_slice_t fields[BDG_AWARD_FIELDS];
    BDG_TRY(bdg_award_rules_make(&rules, badge, edit->pool));
    for (int i = 0; i < BDG_AWARD_FIXED + rules->nattributes; i++)
        fields[i] = slice(typed->fields[i]);
    bdg_award_check(award, rules, fields, edit->pool);
    flaws(edit->check, rules, award, typed);
    return more_evidence(award, edit->check, typed);
}

/* ---------------------------------------------------------------- awarding */

/* Each part with its length, so that no two forms with different words look the same. */
static void hash_part(bdg_buf_t *b, const char *s) { bdg_buf_printf(b, "%zu:%s,", s ? strlen(s) : 0, s ? s : ""); }

static bdg_err_t *public_id_of(char out[BDG_ID_LEN + 1], const bdg_edit_t *edit, const bdg_award_typed_t *typed)
{
    unsigned char hash[32];
    bdg_buf_t *b = bdg_buf_make(1024 * 1024, edit->pool);
    bdg_buf_printf(b, "award %" APR_INT64_T_FMT " %" APR_INT64_T_FMT " ", (apr_int64_t)edit->actor->account_id, (apr_int64_t)edit->id);
    hash_part(b, typed->form);
    for (int i = 0; i < BDG_AWARD_FIELDS; i++)
        hash_part(b, typed->fields[i]);
    for (int i = 0; i < BDG_EVIDENCE_MAX - 1; i++) {
        hash_part(b, typed->evidence[i].url);
        hash_part(b, typed->evidence[i].name);
        hash_part(b, typed->evidence[i].narrative);
    }
    BDG_TRY(bdg_buf_check(b));
    bdg_sha256(b->data, b->len, hash);
    bdg_id_of(out, hash);
    return NULL;
}

typedef struct award_tx_t {
    const bdg_edit_t *edit;
    const bdg_award_typed_t *typed;
    bdg_award_result_t *result;
    char public_id[BDG_ID_LEN + 1];
} award_tx_t;

static bdg_err_t *may_be_awarded(const bdg_badge_class_t *b)
{
    if (!strcmp(b->state, "published"))
        return NULL;
    if (!strcmp(b->state, "draft"))
        return bdg_err(BDG_E_CONFLICT, "This badge is a draft. Publish it, then it can be awarded.");
    return bdg_err(BDG_E_CONFLICT, "This badge was withdrawn, so it cannot be awarded.");
}

/* Revokes what the recipient holds of the badge. */
static bdg_err_t *replace(const award_tx_t *t, bdg_db_t *db, const apr_array_header_t *held, apr_pool_t *pool)
{
    const bdg_assertion_t **rows = apr_palloc(pool, sizeof *rows * (size_t)held->nelts);
    for (int i = 0; i < held->nelts; i++) {
        json_t *after = bdg_json_object(pool);
        rows[i] = &APR_ARRAY_IDX(held, i, bdg_assertion_t);
        bdg_json_str(after, "reason", REPLACED);
        bdg_json_str(after, "replaced_by", t->public_id);
        BDG_TRY(bdg_audit(db, t->edit->organisation_id, t->edit->actor->account_id, t->edit->actor->address, "assertion.revoke", "assertion", rows[i]->id, NULL, after, pool));
    }
    t->result->replaced = held->nelts;
    return bdg_assertion_revoke(db, t->edit->organisation_id, rows, held->nelts, t->edit->actor->account_id, REPLACED, pool);
}

static json_t *as_json(const bdg_badge_class_t *badge, const bdg_award_t *a, const char *public_id, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_str(o, "id", public_id);
    bdg_json_str(o, "badge", badge->public_id);
    bdg_json_str(o, "recipient", a->identity);
    bdg_json_str(o, "name", a->name);
    bdg_json_str(o, "issued_on", bdg_date_iso(a->issued_on, pool));
    bdg_json_str(o, "expires_on", bdg_date_iso(a->expires_on, pool));
    return o;
}

static bdg_err_t *insert(const award_tx_t *t, bdg_db_t *db, const bdg_badge_class_t *badge, const bdg_award_t *a, apr_pool_t *pool)
{
    const bdg_actor_t *actor = t->edit->actor;
    bdg_assertion_t row;
    bdg_issuer_t *issuer;
    int64_t id;
    BDG_TRY(bdg_issuer_by_id(&issuer, db, badge->issuer_id, pool));
    bdg_award_fill(&row, a, badge, issuer->version_id);
    row.public_id = t->public_id;
    row.source = BDG_SOURCE_MANUAL;
    row.created_by = actor->account_id;
    row.created_at = apr_time_now();
    BDG_TRY(bdg_badge_class_awarded(db, badge->id, badge->version_id, 1));
    BDG_TRY(bdg_assertion_insert(db, &row, 1, pool));
    BDG_TRY(bdg_assertion_id_of(&id, db, t->public_id, badge->id));
    BDG_TRY(bdg_audit(db, badge->organisation_id, actor->account_id, actor->address, "assertion.award", "assertion", id, NULL, as_json(badge, a, t->public_id, pool), pool));
    t->result->mailed = t->typed->mail && a->type == BDG_RECIPIENT_EMAIL;
    if (!t->result->mailed)
        return NULL;
    return bdg_outbox_put(db, badge->organisation_id, "mail.award", bdg_assertion_mail_key(t->public_id, pool), id, 0, a->identity, NULL);
}

/* The class is held first: from here on nobody else awards it, so that what the recipient holds does not change until we are through. */
static bdg_err_t *award_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    award_tx_t *t = baton;
    const bdg_edit_t *edit = t->edit;
    bdg_badge_class_t *badge;
    bdg_award_t a;
    apr_array_header_t *held;
    int64_t before;
    memset(t->result, 0, sizeof *t->result);
    bdg_check_rewind(edit->check, 0);
    BDG_TRY(bdg_badge_class_lock(db, edit->id, edit->organisation_id));
    BDG_TRY(bdg_assertion_id_of(&before, db, t->public_id, edit->id));
    t->result->public_id = apr_pstrdup(edit->pool, t->public_id);
    if (before) {
        t->result->outcome = BDG_AWARDED_BEFORE;
        return NULL;
    }
    BDG_TRY(bdg_badge_class_by_id(&badge, db, edit->id, pool));
    BDG_TRY(may_be_awarded(badge));
    BDG_TRY(bdg_assertion_preview(&a, edit, badge, t->typed));
    BDG_TRY(bdg_check_result(edit->check));
    BDG_TRY(bdg_assertion_held(&held, db, badge->id, a.key, bdg_date_of(apr_time_now()), edit->pool));
    int asks = !strcmp(badge->duplicate_policy, "allow") || !strcmp(badge->duplicate_policy, "replace");
    if (held->nelts && !(asks && t->typed->again)) {
        t->result->outcome = BDG_AWARD_HELD;
        t->result->held = &APR_ARRAY_IDX(held, 0, bdg_assertion_t);
        return NULL;
    }
    t->result->outcome = BDG_AWARDED;
    if (held->nelts && !strcmp(badge->duplicate_policy, "replace"))
        BDG_TRY(replace(t, db, held, pool));
    return insert(t, db, badge, &a, pool);
}

bdg_err_t *bdg_assertion_award(bdg_award_result_t *result, const bdg_edit_t *edit, const bdg_award_typed_t *typed)
{
    award_tx_t t = { .edit = edit, .typed = typed, .result = result };
    if (!typed->form || !bdg_id_valid(typed->form))
        return bdg_err(BDG_E_MALFORMED, "This form is not complete. Open it again, please.");
    BDG_TRY(public_id_of(t.public_id, edit, typed));
    bdg_err_t *e = bdg_db_tx(edit->db, award_tx, &t, edit->pool);
    if (e && e->code == BDG_E_DUPLICATE)
        return bdg_err_wrap(e, BDG_E_CONFLICT, "This form was used before. Open it again, please.");
    return e;
}

/* ---------------------------------------------------------------- revoking */

const char *bdg_revocation_reason(bdg_check_t *check, const char *typed)
{
    return bdg_check_lines(check, "reason", "Reason", typed, 1, BDG_REASON_MAX);
}

typedef struct withdraw_t { const bdg_edit_t *edit; const char *reason; } withdraw_t;

static bdg_err_t *load(bdg_assertion_t **a, const bdg_edit_t *edit, bdg_db_t *db, apr_pool_t *pool)
{
    BDG_TRY(bdg_assertion_lock(db, edit->id, edit->organisation_id));
    return bdg_assertion_by_id(a, db, edit->id, pool);
}

static bdg_err_t *withdraw_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const withdraw_t *w = baton;
    const bdg_edit_t *edit = w->edit;
    bdg_assertion_t *a;
    json_t *after = bdg_json_object(pool);
    BDG_TRY(load(&a, edit, db, pool));
    if (a->state == BDG_ASSERTION_REVOKED)
        return bdg_err(BDG_E_CONFLICT, "This credential is revoked already.");
    const bdg_assertion_t *rows[] = { a };
    BDG_TRY(bdg_assertion_revoke(db, edit->organisation_id, rows, 1, edit->actor->account_id, w->reason, pool));
    bdg_json_str(after, "reason", w->reason);
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, "assertion.revoke", "assertion", a->id, NULL, after, pool);
}

bdg_err_t *bdg_assertion_withdraw(const bdg_edit_t *edit, const char *reason)
{
    withdraw_t w = { edit, bdg_revocation_reason(edit->check, reason) };
    BDG_TRY(bdg_check_result(edit->check));
    return bdg_db_tx(edit->db, withdraw_tx, &w, edit->pool);
}

/* ---------------------------------------------------------------- mails */

typedef struct again_t { const bdg_edit_t *edit; int *under_way; } again_t;

static bdg_err_t *again_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const again_t *g = baton;
    const bdg_edit_t *edit = g->edit;
    bdg_assertion_t *a;
    int64_t mails, hurried;
    BDG_TRY(load(&a, edit, db, pool));
    if (a->state == BDG_ASSERTION_REVOKED)
        return bdg_err(BDG_E_CONFLICT, "This credential is revoked, so no mail is sent for it.");
    if (a->recipient_type != BDG_RECIPIENT_EMAIL)
        return bdg_err(BDG_E_CONFLICT, "There is no mail address for this recipient.");
    BDG_TRY(bdg_outbox_hurry(&hurried, &mails, db, a->id));
    *g->under_way = hurried > 0;
    if (hurried)
        return NULL;
    const char *key = bdg_assertion_mail_key(a->public_id, pool);
    if (mails)
        key = apr_psprintf(pool, "%s:%" APR_INT64_T_FMT, key, (apr_int64_t)mails + 1);
    BDG_TRY(bdg_outbox_put(db, a->organisation_id, "mail.award", key, a->id, a->batch_id, a->recipient_identity, NULL));
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, "assertion.mail", "assertion", a->id, NULL, NULL, pool);
}

bdg_err_t *bdg_assertion_mail_again(int *under_way, const bdg_edit_t *edit)
{
    again_t g = { edit, under_way };
    return bdg_db_tx(edit->db, again_tx, &g, edit->pool);
}

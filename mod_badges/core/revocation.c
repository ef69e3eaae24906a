#include "core/revocation.h"
#include "base/json.h"
#include "core/assertion.h"
#include "store/audit.h"
#include "store/job.h"
#include <apr_strings.h>
#include <string.h>

#define COLLECT 500

int bdg_revocation_narrow(bdg_assertion_filter_t *f)
{
    if (f->state == BDG_CREDENTIAL_REVOKED)
        return 0;
    if (f->state == BDG_CREDENTIAL_ANY)
        f->state = BDG_CREDENTIAL_ISSUED;
    return 1;
}

/* ---------------------------------------------------------------- a filter, kept */

static json_t *filter_json(const bdg_assertion_filter_t *f, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_int(o, "badge", f->badge_class_id);
    bdg_json_int(o, "batch", f->batch_id);
    bdg_json_int(o, "state", f->state);
    bdg_json_str(o, "from", bdg_date_iso(f->issued_from, pool));
    bdg_json_str(o, "to", bdg_date_iso(f->issued_to, pool));
    bdg_json_str(o, "today", bdg_date_iso(f->today, pool));
    bdg_json_str(o, "text", f->text);
    bdg_json_int(o, "in", f->in);
    if (f->badges) {
        json_t *list = json_array();
        for (int i = 0; i < f->nbadges; i++)
            bdg_json_add(list, json_integer(f->badges[i]));
        bdg_json_set(o, "badges", list);
    }
    return o;
}

static bdg_date_t date_of(const json_t *o, const char *key)
{
    const char *s = bdg_json_get_str(o, key);
    return s ? bdg_date_parse_iso(s) : BDG_DATE_NONE;
}

static bdg_err_t *filter_read(bdg_assertion_filter_t *f, const bdg_revocation_t *r, apr_pool_t *pool)
{
    json_t *o, *list;
    BDG_TRY(bdg_json_parse(&o, r->filter_json, strlen(r->filter_json), 65536, pool));
    *f = (bdg_assertion_filter_t){ .organisation_id = r->organisation_id, .badge_class_id = json_integer_value(json_object_get(o, "badge")),
        .batch_id = json_integer_value(json_object_get(o, "batch")), .state = (bdg_credential_state_e)json_integer_value(json_object_get(o, "state")),
        .issued_from = date_of(o, "from"), .issued_to = date_of(o, "to"), .today = date_of(o, "today"), .text = bdg_json_get_str(o, "text"),
        .in = (bdg_text_in_e)json_integer_value(json_object_get(o, "in")) };
    if ((list = json_object_get(o, "badges"))) {
        int64_t *ids = apr_palloc(pool, sizeof *ids * (json_array_size(list) + 1));
        f->nbadges = (int)json_array_size(list);
        f->badges = ids;
        for (int i = 0; i < f->nbadges; i++)
            ids[i] = json_integer_value(json_array_get(list, (size_t)i));
    }
    return NULL;
}

/* ---------------------------------------------------------------- the start */

typedef struct start_t { const bdg_edit_t *edit; const bdg_revocation_wish_t *wish; bdg_revocation_t r; } start_t;

static int may_revoke(const bdg_revocation_wish_t *w, int64_t badge_class_id)
{
    for (int i = 0; w->badges && i < w->nbadges; i++)
        if (w->badges[i] == badge_class_id)
            return 1;
    return !w->badges;
}

static bdg_err_t *put_chosen(const start_t *s, bdg_db_t *db, apr_pool_t *pool)
{
    const bdg_revocation_wish_t *w = s->wish;
    int64_t *ids = apr_palloc(pool, sizeof *ids * (size_t)w->n);
    for (int i = 0; i < w->n; i++) {
        bdg_assertion_t *a;
        BDG_TRY(bdg_assertion_by_public_id(&a, db, w->ids[i], pool));
        if (a->organisation_id != s->edit->organisation_id || !may_revoke(w, a->badge_class_id))
            return bdg_err(BDG_E_NOT_FOUND, "There is no such credential here.");
        ids[i] = a->id;
    }
    return bdg_revocation_collect(db, s->r.id, ids, w->n, NULL, "revoking", pool);
}

static bdg_err_t *start_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    start_t *s = baton;
    const bdg_edit_t *edit = s->edit;
    json_t *after = bdg_json_object(pool);
    BDG_TRY(bdg_revocation_insert(&s->r, db));
    if (s->wish->n)
        BDG_TRY(put_chosen(s, db, pool));
    bdg_json_str(after, "reason", s->r.reason);
    if (s->wish->filter)
        json_object_set(after, "filter", filter_json(s->wish->filter, pool));
    BDG_TRY(bdg_job_put(db, BDG_REVOCATION_JOB, s->r.id));
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, "revocation.start", "revocation", s->r.id, NULL, after, pool);
}

bdg_err_t *bdg_revocation_start(const char **public_id, int64_t *id, const bdg_edit_t *edit, const bdg_revocation_wish_t *wish)
{
    char made[BDG_ID_LEN + 1];
    start_t s = { .edit = edit, .wish = wish };
    bdg_id_new(made);
    s.r = (bdg_revocation_t){ .organisation_id = edit->organisation_id, .public_id = made, .created_by = edit->actor->account_id, .address = edit->actor->address,
        .reason = bdg_revocation_reason(edit->check, wish->reason), .state = wish->n ? "revoking" : "collecting",
        .filter_json = wish->n ? NULL : bdg_json_dump(filter_json(wish->filter, edit->pool), edit->pool) };
    BDG_TRY(bdg_check_result(edit->check));
    BDG_TRY(bdg_db_tx(edit->db, start_tx, &s, edit->pool));
    *public_id = apr_pstrdup(edit->pool, made);
    *id = s.r.id;
    return NULL;
}

/* ---------------------------------------------------------------- steps */

static bdg_err_t *collect(bdg_db_t *db, const bdg_revocation_t *r, apr_pool_t *pool)
{
    bdg_assertion_filter_t f;
    bdg_assertion_page_t page;
    int64_t ids[COLLECT];
    int n = 0;
    BDG_TRY(filter_read(&f, r, pool));
    BDG_TRY(bdg_assertion_list(&page, db, &f, r->at_public_id, 0, COLLECT, pool));
    for (int i = 0; i < page.nrows; i++)
        if (page.rows[i].id <= r->last_assertion_id && r->total + n < BDG_REVOCATION_MAX)
            ids[n++] = page.rows[i].id;
    return bdg_revocation_collect(db, r->id, ids, n, page.next, page.next && r->total + n < BDG_REVOCATION_MAX ? "collecting" : "revoking", pool);
}

static bdg_err_t *audit_one(bdg_db_t *db, const bdg_revocation_t *r, const bdg_assertion_t *a, apr_pool_t *pool)
{
    json_t *after = bdg_json_object(pool);
    bdg_json_str(after, "reason", r->reason);
    bdg_json_str(after, "revocation", r->public_id);
    return bdg_audit(db, r->organisation_id, r->created_by, r->address, "assertion.revoke", "assertion", a->id, NULL, after, pool);
}

static bdg_err_t *revoke_some(int *done, bdg_db_t *db, const bdg_revocation_t *r, apr_pool_t *pool)
{
    apr_array_header_t *next;
    BDG_TRY(bdg_revocation_next(&next, db, r->id, pool));
    const bdg_assertion_t **rows = apr_palloc(pool, sizeof *rows * (size_t)(next->nelts + 1));
    int n = 0;
    for (int i = 0; i < next->nelts; i++) {
        const bdg_assertion_t *a = &APR_ARRAY_IDX(next, i, bdg_assertion_t);
        if (a->state == BDG_ASSERTION_REVOKED)
            continue;
        rows[n++] = a;
        BDG_TRY(audit_one(db, r, a, pool));
    }
    BDG_TRY(bdg_assertion_revoke(db, r->organisation_id, rows, n, r->created_by, r->reason, pool));
    *done = next->nelts == 0;
    return bdg_revocation_mark(db, r->id, next, *done, pool);
}

typedef struct step_t { int64_t id; int done; } step_t;

static bdg_err_t *step_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    step_t *s = baton;
    bdg_revocation_t *r;
    s->done = 0;
    BDG_TRY(bdg_revocation_lock(&r, db, s->id, pool));
    if (!strcmp(r->state, "collecting"))
        return collect(db, r, pool);
    if (!strcmp(r->state, "revoking"))
        return revoke_some(&s->done, db, r, pool);
    s->done = 1;
    return NULL;
}

bdg_err_t *bdg_revocation_step(int *done, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    step_t s = { id, 0 };
    BDG_TRY(bdg_db_tx(db, step_tx, &s, pool));
    *done = s.done;
    return NULL;
}

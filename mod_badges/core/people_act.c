#include "core/people_act.h"
#include "base/id.h"
#include "base/json.h"
#include "core/person.h"
#include "store/audit.h"
#include "store/job.h"
#include <apr_strings.h>
#include <string.h>

#define COLLECT 500

/* ---------------------------------------------------------------- a filter, kept */

static json_t *filter_json(const bdg_person_filter_t *f, apr_pool_t *pool)
{
    json_t *o = bdg_json_object(pool);
    bdg_json_int(o, "organisation", f->organisation_id);
    bdg_json_int(o, "role", f->role_id);
    bdg_json_int(o, "group", f->group_id);
    bdg_json_str(o, "state", f->state);
    return bdg_json_str(o, "text", f->text);
}

static bdg_err_t *filter_read(bdg_person_filter_t *f, const bdg_people_act_t *t, apr_pool_t *pool)
{
    json_t *o;
    BDG_TRY(bdg_json_parse(&o, t->filter_json, strlen(t->filter_json), 65536, pool));
    *f = (bdg_person_filter_t){ .organisation_id = json_integer_value(json_object_get(o, "organisation")), .role_id = json_integer_value(json_object_get(o, "role")),
        .group_id = json_integer_value(json_object_get(o, "group")), .state = bdg_json_get_str(o, "state"), .text = bdg_json_get_str(o, "text"),
        .cursor = t->at_public_id, .limit = COLLECT };
    return NULL;
}

/* ---------------------------------------------------------------- the start */

/* Actions of the audit log. */
static const char *const actions[] = { "", "people_act.add", "people_act.move", "people_act.take", "people_act.remove", "people_act.erase", "people_act.undo" };

typedef struct start_t { const bdg_edit_t *edit; const bdg_people_wish_t *wish; bdg_people_act_t act; } start_t;

static bdg_err_t *start_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    start_t *s = baton;
    const bdg_edit_t *edit = s->edit;
    json_t *after = bdg_json_object(pool);
    BDG_TRY(bdg_people_act_insert(&s->act, db));
    if (s->act.undo_of)
        BDG_TRY(bdg_people_act_copy(db, s->act.id, s->act.undo_of));
    else if (s->wish->n)
        BDG_TRY(bdg_people_act_collect(db, s->act.id, s->wish->accounts, s->wish->n, NULL, "working", pool));
    else
        json_object_set(after, "filter", filter_json(s->wish->filter, pool));
    if (s->act.from_group_id)
        bdg_json_int(after, "from_group_id", s->act.from_group_id);
    if (s->act.to_group_id)
        bdg_json_int(after, "to_group_id", s->act.to_group_id);
    BDG_TRY(bdg_job_put(db, BDG_PEOPLE_ACT_JOB, s->act.id));
    return bdg_audit(db, edit->organisation_id, edit->actor->account_id, edit->actor->address, actions[s->act.kind], "people_act", s->act.id, NULL, after, pool);
}

static bdg_err_t *start(const char **public_id, int64_t *id, start_t *s)
{
    char made[BDG_ID_LEN + 1];
    bdg_id_new(made);
    s->act.public_id = made;
    s->act.organisation_id = s->edit->organisation_id;
    s->act.created_by = s->edit->actor->account_id;
    s->act.address = s->edit->actor->address;
    BDG_TRY(bdg_db_tx(s->edit->db, start_tx, s, s->edit->pool));
    *public_id = apr_pstrdup(s->edit->pool, made);
    *id = s->act.id;
    return NULL;
}

bdg_err_t *bdg_people_act_start(const char **public_id, int64_t *id, const bdg_edit_t *edit, const bdg_people_wish_t *wish)
{
    start_t s = { .edit = edit, .wish = wish, .act = { .kind = wish->kind, .from_group_id = wish->from_group_id, .to_group_id = wish->to_group_id,
        .state = wish->n ? "working" : "collecting", .filter_json = wish->n ? NULL : bdg_json_dump(filter_json(wish->filter, edit->pool), edit->pool) } };
    return start(public_id, id, &s);
}

int bdg_people_act_can_undo(const bdg_people_act_t *t)
{
    return t->kind <= BDG_ACT_TAKE && !strcmp(t->state, "done") && t->done && !*t->undone_by;
}

bdg_err_t *bdg_people_act_undo(const char **public_id, int64_t *id, const bdg_edit_t *edit, const bdg_people_act_t *of)
{
    start_t s = { .edit = edit, .act = { .kind = BDG_ACT_UNDO, .from_group_id = of->from_group_id, .to_group_id = of->to_group_id, .undo_of = of->id, .state = "working" } };
    if (!bdg_people_act_can_undo(of))
        return bdg_err(BDG_E_CONFLICT, "This cannot be undone any more.");
    bdg_err_t *e = start(public_id, id, &s);
    return e && e->code == BDG_E_DUPLICATE ? bdg_err_wrap(e, BDG_E_CONFLICT, "Somebody has undone this already.") : e;
}

/* ---------------------------------------------------------------- one person */

typedef struct one_t {
    const bdg_people_act_t *act;
    const bdg_edit_t *edit;              /* id: the person */
    int64_t from_role, to_role;          /* before; for an undo: to be brought back */
    int outcome;
} one_t;

static bdg_err_t *role_in(int64_t *role_id, bdg_db_t *db, const one_t *o, int64_t group_id, apr_pool_t *pool)
{
    bdg_role_t *r = NULL;
    if (group_id)
        BDG_TRY(bdg_role_at(&r, db, o->edit->id, &(bdg_place_t){ o->edit->organisation_id, 0, group_id }, pool));
    *role_id = r ? r->id : 0;
    return NULL;
}

static bdg_err_t *give(bdg_db_t *db, const one_t *o, int64_t group_id, int64_t role_id, apr_pool_t *pool)
{
    bdg_role_t *role;
    BDG_TRY(bdg_role_by_id(&role, db, role_id, pool));
    return bdg_place_give(db, o->edit->actor, o->edit->id, &(bdg_place_t){ o->edit->organisation_id, 0, group_id }, role, -1, pool);
}

static bdg_err_t *take(bdg_db_t *db, const one_t *o, int64_t group_id, apr_pool_t *pool)
{
    return bdg_person_remove_tx(db, o->edit, &(bdg_place_t){ o->edit->organisation_id, 0, group_id }, -1, pool);
}

static bdg_err_t *in_groups(bdg_db_t *db, one_t *o, apr_pool_t *pool)
{
    int64_t user;
    bdg_act_e kind = o->act->kind;
    BDG_TRY(role_in(&o->from_role, db, o, o->act->from_group_id, pool));
    BDG_TRY(role_in(&o->to_role, db, o, o->act->to_group_id, pool));
    BDG_TRY(bdg_role_builtin(&user, db, "user"));
    if (kind == BDG_ACT_ADD ? o->to_role != 0 : !o->from_role) {
        o->outcome = BDG_ACT_SAME;
        return NULL;
    }
    if (kind != BDG_ACT_TAKE && !o->to_role)     /* whoever moves keeps the role, which can be held in a group */
        BDG_TRY(give(db, o, o->act->to_group_id, kind == BDG_ACT_MOVE ? o->from_role : user, pool));
    return kind == BDG_ACT_ADD ? NULL : take(db, o, o->act->from_group_id, pool);
}

static bdg_err_t *back(bdg_db_t *db, one_t *o, apr_pool_t *pool)
{
    int64_t there, here;
    BDG_TRY(role_in(&here, db, o, o->act->from_group_id, pool));
    BDG_TRY(role_in(&there, db, o, o->act->to_group_id, pool));
    int give_back = o->from_role && !here, take_back = o->act->to_group_id && !o->to_role && there;
    if (!give_back && !take_back)
        o->outcome = BDG_ACT_SAME;
    if (give_back)
        BDG_TRY(give(db, o, o->act->from_group_id, o->from_role, pool));
    return take_back ? take(db, o, o->act->to_group_id, pool) : NULL;
}

/* All places of the organisation and below it. */
static bdg_err_t *out(bdg_db_t *db, one_t *o, apr_pool_t *pool)
{
    apr_array_header_t *places;
    if (o->edit->id == o->edit->actor->account_id)
        return bdg_err(BDG_E_CONFLICT, "This is you. Ask another administrator.");
    BDG_TRY(bdg_person_places(&places, db, o->edit->id, o->edit->organisation_id, pool));
    if (!places->nelts)
        o->outcome = BDG_ACT_SAME;
    for (int i = 0; i < places->nelts; i++) {
        const bdg_person_place_t *p = &APR_ARRAY_IDX(places, i, bdg_person_place_t);
        BDG_TRY(bdg_person_remove_tx(db, o->edit, &(bdg_place_t){ p->organisation_id, p->issuer_id, p->group_id }, -1, pool));
    }
    return NULL;
}

/* Whom the actor no longer reaches is not theirs to act on, whatever was true when it began. */
static bdg_err_t *do_one(bdg_db_t *db, one_t *o, apr_pool_t *pool)
{
    int in;
    o->outcome = BDG_ACT_DONE;
    BDG_TRY(bdg_person_in(&in, db, o->edit->id, o->edit->organisation_id));
    if (!in && o->act->kind != BDG_ACT_UNDO) {
        o->outcome = BDG_ACT_SAME;
        return NULL;
    }
    switch (o->act->kind) {
    case BDG_ACT_ERASE: return bdg_person_erase_tx(db, o->edit, pool);
    case BDG_ACT_REMOVE: return out(db, o, pool);
    case BDG_ACT_UNDO: return back(db, o, pool);
    default: return in_groups(db, o, pool);
    }
}

static int is_refusal(const bdg_err_t *e)
{
    return e->code == BDG_E_FORBIDDEN || e->code == BDG_E_CONFLICT || e->code == BDG_E_INVALID || e->code == BDG_E_NOT_FOUND;
}

/* ---------------------------------------------------------------- steps */

static bdg_err_t *collect(bdg_db_t *db, const bdg_people_act_t *t, apr_pool_t *pool)
{
    bdg_person_filter_t f;
    apr_array_header_t *rows;
    int64_t ids[COLLECT];
    int n = 0;
    BDG_TRY(filter_read(&f, t, pool));
    BDG_TRY(bdg_person_list(&rows, db, &f, pool));
    int more = rows->nelts > COLLECT && t->total + COLLECT < BDG_PEOPLE_ACT_MAX;
    for (int i = 0; i < rows->nelts && i < COLLECT; i++)
        ids[n++] = APR_ARRAY_IDX(rows, i, bdg_person_row_t).id;
    return bdg_people_act_collect(db, t->id, ids, n, more ? APR_ARRAY_IDX(rows, n - 1, bdg_person_row_t).public_id : NULL, more ? "collecting" : "working", pool);
}

static bdg_err_t *collect_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    bdg_people_act_t *t;
    int64_t id = *(int64_t *)baton;
    BDG_TRY(bdg_people_act_lock(db, id));
    BDG_TRY(bdg_people_act_by_id(&t, db, id, pool));
    return strcmp(t->state, "collecting") ? NULL : collect(db, t, pool);
}

static bdg_err_t *one_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    one_t *o = baton;
    BDG_TRY(bdg_people_act_item_lock(&o->from_role, &o->to_role, db, o->act->id, o->edit->id));
    BDG_TRY(do_one(db, o, pool));
    return bdg_people_act_item_done(db, o->act->id, o->edit->id, o->outcome, NULL, o->from_role, o->to_role);
}

typedef struct refuse_t { const one_t *one; const char *why; } refuse_t;

static bdg_err_t *refuse_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const refuse_t *r = baton;
    int64_t from, to;
    (void)pool;
    bdg_err_t *e = bdg_people_act_item_lock(&from, &to, db, r->one->act->id, r->one->edit->id);
    if (e && e->code == BDG_E_NOT_FOUND) {     /* somebody else did it meanwhile */
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    return bdg_people_act_item_done(db, r->one->act->id, r->one->edit->id, BDG_ACT_REFUSED, r->why, from, to);
}

static bdg_err_t *one_person(bdg_db_t *db, const bdg_people_act_t *t, int64_t account_id, apr_pool_t *pool)
{
    bdg_actor_t actor = { .account_id = t->created_by, .address = t->address, .name = t->created_by_name, .organisation_id = t->organisation_id };
    bdg_edit_t edit = { .db = db, .actor = &actor, .organisation_id = t->organisation_id, .id = account_id, .revision = BDG_ANY_REVISION, .pool = pool };
    one_t o = { .act = t, .edit = &edit };
    bdg_err_t *e = bdg_db_tx(db, one_tx, &o, pool);
    if (!e || !is_refusal(e))
        return e;
    refuse_t r = { &o, apr_pstrmemdup(pool, e->message, strlen(e->message) < 290 ? strlen(e->message) : 0) };
    bdg_err_clear(e);
    return bdg_db_tx(db, refuse_tx, &r, pool);
}

bdg_err_t *bdg_people_act_step(int *done, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_people_act_t *t;
    apr_array_header_t *next;
    *done = 0;
    BDG_TRY(bdg_people_act_by_id(&t, db, id, pool));
    if (!strcmp(t->state, "collecting"))
        return bdg_db_tx(db, collect_tx, &id, pool);
    BDG_TRY(bdg_people_act_next(&next, db, id, pool));
    for (int i = 0; i < next->nelts; i++)
        BDG_TRY(one_person(db, t, APR_ARRAY_IDX(next, i, int64_t), pool));
    *done = !next->nelts;
    return *done ? bdg_people_act_finish(db, id) : NULL;
}

/* ---------------------------------------------------------------- what would be */

/* Ends the transaction of something that was only tried. */
static bdg_err_t *try_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    one_t *o = baton;
    BDG_TRY(do_one(db, o, pool));
    return bdg_err(BDG_E_GONE, "This was only tried.");
}

bdg_err_t *bdg_people_act_try(int *outcome, const char **why, const bdg_edit_t *edit, const bdg_people_wish_t *wish, int64_t account_id)
{
    bdg_people_act_t t = { .kind = wish->kind, .from_group_id = wish->from_group_id, .to_group_id = wish->to_group_id, .organisation_id = edit->organisation_id };
    bdg_edit_t of = *edit;
    one_t o = { .act = &t, .edit = &of };
    of.id = account_id;
    of.revision = BDG_ANY_REVISION;
    bdg_err_t *e = bdg_db_tx(edit->db, try_tx, &o, edit->pool);
    *why = "";
    *outcome = o.outcome;
    if (e && e->code != BDG_E_GONE && !is_refusal(e))
        return e;
    if (e && e->code != BDG_E_GONE) {
        *outcome = BDG_ACT_REFUSED;
        *why = apr_pstrdup(edit->pool, e->message);
    }
    bdg_err_clear(e);
    return NULL;
}

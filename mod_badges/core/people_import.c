/* Checking, doing and taking back an import of people, row by row. */
#include "base/str.h"
#include "core/people_import.h"
#include "store/audit.h"
#include "store/job.h"
#include <apr_strings.h>
#include <string.h>

#define CHECKED_AT_ONCE 200       /* rows in a transaction */
#define DONE_AT_ONCE 50           /* people in a step, each in a transaction of its own */
#define MAILS_BEFORE 500          /* others' mails are not to wait behind all of ours */

const char *const bdg_import_verdicts[BDG_IMPORT_VERDICTS] = { "unchecked", "invite", "add", "unchanged", "wrong", "invited", "added", "refused", "taken-back", "kept" };

/* ---------------------------------------------------------------- checking */

typedef struct check_t { const bdg_import_plan_t *plan; int done; } check_t;

static bdg_err_t *check_row(bdg_db_t *db, bdg_import_reader_t *reader, const bdg_import_plan_t *plan, const bdg_import_row_t *row, apr_pool_t *pool)
{
    bdg_import_person_t p;
    BDG_TRY(bdg_import_read(&p, reader, row));
    int wrong = bdg_check_count(bdg_import_edit(reader)->check);
    const char *name = p.known ? p.known->name : *p.typed.last_name ? apr_pstrcat(pool, p.typed.first_name, " ", p.typed.last_name, NULL) : p.typed.first_name;
    bdg_import_row_t r = { .number = row->number, .account_id = p.known ? p.known->id : 0, .email = strlen(p.typed.email) <= 254 ? p.typed.email : "",
        .name = bdg_utf8_count(name) <= 200 ? name : "", .flaws_json = bdg_import_flaws(reader, row),
        .username = wrong ? NULL : bdg_or_null(p.typed.username), .external_id = wrong ? NULL : bdg_or_null(p.typed.external_id) };
    r.verdict = wrong ? BDG_IMPORT_WRONG : !p.known ? BDG_IMPORT_NEW : p.changes ? BDG_IMPORT_ADDS : BDG_IMPORT_SAME;
    return bdg_people_import_row_checked(db, plan->import->id, &r);
}

static bdg_err_t *check_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    check_t *c = baton;
    bdg_import_reader_t *reader;
    apr_array_header_t *rows;
    int64_t id = c->plan->import->id;
    BDG_TRY(bdg_people_import_hold(db, id, "checking", c->plan->import->revision, pool));
    BDG_TRY(bdg_import_reader(&reader, db, c->plan, pool));
    BDG_TRY(bdg_people_import_next(&rows, db, id, BDG_IMPORT_UNCHECKED, CHECKED_AT_ONCE, pool));
    for (int i = 0; i < rows->nelts; i++)
        BDG_TRY(check_row(db, reader, c->plan, &APR_ARRAY_IDX(rows, i, bdg_import_row_t), pool));
    c->done = rows->nelts < CHECKED_AT_ONCE;
    return c->done ? bdg_people_import_move(db, id, "checked") : NULL;
}

static bdg_err_t *check(bdg_import_left_e *left, bdg_db_t *db, const bdg_import_plan_t *plan, apr_pool_t *pool)
{
    check_t c = { plan, 0 };
    bdg_err_t *e = bdg_db_tx(db, check_tx, &c, pool);
    if (e && e->code == BDG_E_CONFLICT) {    /* other columns meanwhile, or another worker has done it: look again */
        bdg_err_clear(e);
        return NULL;
    }
    *left = c.done ? BDG_IMPORT_OVER : BDG_IMPORT_MORE;
    return e;
}

/* ---------------------------------------------------------------- doing one */

typedef struct one_t {
    const bdg_import_plan_t *plan;
    bdg_import_reader_t *reader;
    const bdg_import_row_t *row;
    json_t *given;                       /* [[organisation, group, role before, role now]] */
    bdg_import_row_t out;
} one_t;

static void note(one_t *o, const bdg_place_t *place, int64_t before, int64_t now)
{
    json_t *list = json_array();
    const int64_t four[] = { place->organisation_id, place->group_id, before, now };
    for (size_t i = 0; i < sizeof four / sizeof *four; i++)
        json_array_append_new(list, json_integer(four[i]));
    json_array_append_new(o->given, list);
}

static bdg_err_t *invite(bdg_db_t *db, one_t *o, const bdg_import_person_t *p, apr_pool_t *pool)
{
    bdg_edit_t *edit = bdg_import_edit(o->reader);
    bdg_person_t *person;
    int invited;
    BDG_TRY(bdg_person_invite_tx(&person, &invited, db, edit, &p->typed, &p->places[0].place, p->places[0].role, 1, pool));
    note(o, &p->places[0].place, 0, p->places[0].role->id);
    for (int i = 1; i < p->nplaces; i++) {
        BDG_TRY(bdg_place_give(db, edit->actor, person->id, &p->places[i].place, p->places[i].role, 0, pool));
        note(o, &p->places[i].place, 0, p->places[i].role->id);
    }
    o->out.account_id = person->id;
    o->out.verdict = BDG_IMPORT_INVITED;
    return NULL;
}

static bdg_err_t *add(bdg_db_t *db, one_t *o, const bdg_import_person_t *p, apr_pool_t *pool)
{
    bdg_edit_t *edit = bdg_import_edit(o->reader);
    o->out.account_id = p->known->id;
    o->out.verdict = p->changes ? BDG_IMPORT_ADDED : BDG_IMPORT_SAME;
    for (int i = 0; i < p->nplaces; i++) {
        const bdg_import_place_t *at = &p->places[i];
        bdg_role_t *now;
        BDG_TRY(bdg_role_at(&now, db, p->known->id, &at->place, pool));
        if (now && (!at->named || now->id == at->role->id))
            continue;
        BDG_TRY(bdg_place_give(db, edit->actor, p->known->id, &at->place, at->role, now ? now->id : 0, pool));
        note(o, &at->place, now ? now->id : 0, at->role->id);
    }
    return NULL;
}

/* The row is read again: whom it is about, and what may be done, is what it is now. */
static bdg_err_t *do_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    one_t *o = baton;
    bdg_import_person_t p;
    int64_t id = o->plan->import->id;
    o->given = bdg_json_own(json_array(), pool);
    BDG_TRY(bdg_people_import_row_hold(db, id, o->row->number, o->row->verdict));
    BDG_TRY(bdg_import_read(&p, o->reader, o->row));
    BDG_TRY(bdg_check_result(bdg_import_edit(o->reader)->check));
    BDG_TRY(p.known ? add(db, o, &p, pool) : invite(db, o, &p, pool));
    o->out.done_json = bdg_json_dump(o->given, pool);
    return bdg_people_import_row_done(db, id, &o->out);
}

/* ---------------------------------------------------------------- taking one back */

/* Nothing where somebody has changed it since, or the invitation went over to an account that there was. */
static bdg_err_t *back_at(int *did, bdg_db_t *db, const one_t *o, const json_t *four, apr_pool_t *pool)
{
    bdg_edit_t edit = *bdg_import_edit(o->reader);
    bdg_place_t place = { json_integer_value(json_array_get(four, 0)), 0, json_integer_value(json_array_get(four, 1)) };
    int64_t before = json_integer_value(json_array_get(four, 2)), given = json_integer_value(json_array_get(four, 3));
    bdg_role_t *now, *old;
    edit.id = o->row->account_id;
    BDG_TRY(bdg_role_at(&now, db, edit.id, &place, pool));
    if (!now || now->id != given)
        return NULL;
    *did = 1;
    if (!before)
        return bdg_person_remove_tx(db, &edit, &place, given, pool);
    BDG_TRY(bdg_role_by_id(&old, db, before, pool));
    return bdg_place_give(db, edit.actor, edit.id, &place, old, given, pool);
}

static bdg_err_t *back_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    one_t *o = baton;
    json_t *given;
    const char *text = o->row->done_json ? o->row->done_json : "[]";
    int did = 0;
    BDG_TRY(bdg_people_import_row_hold(db, o->plan->import->id, o->row->number, o->row->verdict));
    BDG_TRY(bdg_json_parse(&given, text, strlen(text), 65536, pool));
    for (size_t i = json_array_size(given); i-- > 0;)
        BDG_TRY(back_at(&did, db, o, json_array_get(given, i), pool));
    if (!did)
        return bdg_err(BDG_E_CONFLICT, "They have answered with an account of their own, or somebody has changed their places since.");
    o->out.verdict = BDG_IMPORT_BACK;
    return bdg_people_import_row_done(db, o->plan->import->id, &o->out);
}

/* ---------------------------------------------------------------- one after the other */

static int is_refusal(const bdg_err_t *e)
{
    return e->code == BDG_E_FORBIDDEN || e->code == BDG_E_CONFLICT || e->code == BDG_E_INVALID || e->code == BDG_E_NOT_FOUND || e->code == BDG_E_DUPLICATE;
}

static bdg_err_t *refuse_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    one_t *o = baton;
    (void)pool;
    bdg_err_t *e = bdg_people_import_row_hold(db, o->plan->import->id, o->row->number, o->row->verdict);
    if (e && e->code == BDG_E_NOT_FOUND) {     /* another worker did it meanwhile */
        bdg_err_clear(e);
        return NULL;
    }
    BDG_TRY(e);
    return bdg_people_import_row_done(db, o->plan->import->id, &o->out);
}

static bdg_err_t *one(bdg_db_t *db, one_t *o, bdg_tx_fn *fn, int refused, apr_pool_t *pool)
{
    o->out = (bdg_import_row_t){ .number = o->row->number, .account_id = o->row->account_id, .done_json = o->row->done_json };
    bdg_check_rewind(bdg_import_edit(o->reader)->check, 0);
    bdg_err_t *e = bdg_db_tx(db, fn, o, pool);
    if (!e || !is_refusal(e))
        return e;
    o->out = (bdg_import_row_t){ .number = o->row->number, .account_id = o->row->account_id, .done_json = o->row->done_json, .verdict = refused };
    if (!bdg_check_count(bdg_import_edit(o->reader)->check))
        bdg_check_add(bdg_import_edit(o->reader)->check, "row", "Row", "%s", e->message);
    bdg_err_clear(e);
    o->out.flaws_json = bdg_import_flaws(o->reader, o->row);
    return bdg_db_tx(db, refuse_tx, o, pool);
}

typedef struct kind_t { const char *state, *next; int first, second, refused; bdg_tx_fn *fn; } kind_t;

static bdg_err_t *end_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const void *const *two = baton;
    const bdg_people_import_t *t = two[0];
    const kind_t *k = two[1];
    BDG_TRY(bdg_people_import_hold(db, t->id, k->state, -1, pool));
    return bdg_people_import_move(db, t->id, k->next);
}

static bdg_err_t *some(bdg_import_left_e *left, bdg_db_t *db, const bdg_import_plan_t *plan, const kind_t *k, apr_pool_t *pool)
{
    apr_array_header_t *rows;
    bdg_import_reader_t *reader;
    int64_t id = plan->import->id, waiting;
    BDG_TRY(bdg_people_import_mails_waiting(&waiting, db));
    if (waiting >= MAILS_BEFORE && k->first == BDG_IMPORT_NEW) {
        *left = BDG_IMPORT_LATER;
        return NULL;
    }
    BDG_TRY(bdg_people_import_next(&rows, db, id, k->first, DONE_AT_ONCE, pool));
    if (!rows->nelts)
        BDG_TRY(bdg_people_import_next(&rows, db, id, k->second, DONE_AT_ONCE, pool));
    BDG_TRY(bdg_import_reader(&reader, db, plan, pool));
    for (int i = 0; i < rows->nelts; i++) {
        one_t o = { .plan = plan, .reader = reader, .row = &APR_ARRAY_IDX(rows, i, bdg_import_row_t) };
        BDG_TRY(one(db, &o, k->fn, k->refused, pool));
    }
    if (rows->nelts)
        return NULL;
    *left = BDG_IMPORT_OVER;
    bdg_err_t *e = bdg_db_tx(db, end_tx, (const void *[]){ plan->import, k }, pool);
    if (e && e->code == BDG_E_CONFLICT) {      /* ended by another worker */
        bdg_err_clear(e);
        return NULL;
    }
    return e;
}

static bdg_err_t *step(bdg_import_left_e *left, bdg_db_t *db, const bdg_people_import_t *t, apr_pool_t *pool)
{
    static const kind_t kinds[] = { { "working", "done", BDG_IMPORT_NEW, BDG_IMPORT_ADDS, BDG_IMPORT_REFUSED, do_tx },
                                    { "undoing", "undone", BDG_IMPORT_INVITED, BDG_IMPORT_ADDED, BDG_IMPORT_LEFT, back_tx } };
    bdg_import_plan_t *plan;
    BDG_TRY(bdg_import_plan(&plan, t, pool));
    if (!strcmp(t->state, "checking"))
        return check(left, db, plan, pool);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(t->state, kinds[i].state))
            return some(left, db, plan, &kinds[i], pool);
    *left = BDG_IMPORT_OVER;
    return NULL;
}

bdg_err_t *bdg_people_import_step(bdg_import_left_e *left, bdg_db_t *db, int64_t id, const bdg_languages_t *languages, apr_pool_t *pool)
{
    bdg_people_import_t *t;
    const bdg_language_t *before = bdg_language_now();
    *left = BDG_IMPORT_MORE;
    BDG_TRY(bdg_people_import_by_id(&t, db, id, pool));
    bdg_language_use(bdg_languages_find(languages, t->language));
    bdg_err_t *e = step(left, db, t, pool);
    bdg_language_use(before);
    return e;
}

/* ---------------------------------------------------------------- what is decided about the whole */

typedef struct turn_t { const bdg_edit_t *edit; const bdg_people_import_t *import; const char *from, *to, *action; } turn_t;

static bdg_err_t *turn_tx(bdg_db_t *db, void *baton, apr_pool_t *pool)
{
    const turn_t *t = baton;
    int64_t id = t->import->id;
    json_t *before = bdg_json_str(bdg_json_object(pool), "state", t->from), *after = t->to ? bdg_json_str(bdg_json_object(pool), "state", t->to) : NULL;
    BDG_TRY(bdg_people_import_hold(db, id, t->from, t->edit->revision, pool));
    if (t->to) {
        BDG_TRY(bdg_people_import_move(db, id, t->to));
        BDG_TRY(bdg_job_put(db, BDG_PEOPLE_IMPORT_JOB, id));
    } else {
        BDG_TRY(bdg_people_import_delete(db, id));
    }
    return bdg_audit(db, t->import->organisation_id, t->edit->actor->account_id, t->edit->actor->address, t->action, "people_import", id, before, after, pool);
}

bdg_err_t *bdg_people_import_begin(const bdg_edit_t *edit, const bdg_people_import_t *import)
{
    turn_t t = { edit, import, "checked", "working", "people_import.begin" };
    return bdg_db_tx(edit->db, turn_tx, &t, edit->pool);
}

bdg_err_t *bdg_people_import_undo(const bdg_edit_t *edit, const bdg_people_import_t *import)
{
    turn_t t = { edit, import, "done", "undoing", "people_import.undo" };
    return bdg_db_tx(edit->db, turn_tx, &t, edit->pool);
}

bdg_err_t *bdg_people_import_discard(const bdg_edit_t *edit, const bdg_people_import_t *import)
{
    turn_t t = { edit, import, !strcmp(import->state, "columns") ? "columns" : "checked", NULL, "people_import.discard" };
    return bdg_db_tx(edit->db, turn_tx, &t, edit->pool);
}

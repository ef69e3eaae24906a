#include "store/person.h"
#include "store/link.h"
#include "store/list.h"
#include "store/people_group.h"
#include "store/session.h"
#include <string.h>

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_person_t *p = apr_array_push(l->rows);
    int c = 0;
    p->id = bdg_row_int(row, c++);
    p->public_id = bdg_row_str(row, c++, l->pool);
    p->email = bdg_row_str(row, c++, l->pool);
    p->name = bdg_row_str(row, c++, l->pool);
    p->first_name = bdg_row_str(row, c++, l->pool);
    p->last_name = bdg_row_str(row, c++, l->pool);
    p->username = bdg_row_str(row, c++, l->pool);
    p->state = bdg_account_state_of(bdg_row_str(row, c++, l->pool));
    p->created_at = bdg_row_time(row, c++);
    p->invited_at = bdg_row_time(row, c++);
    p->verified_at = bdg_row_time(row, c++);
    p->suspended_at = bdg_row_time(row, c++);
    p->revision = (int)bdg_row_int(row, c++);
    p->is_invitation = bdg_row_int(row, c++) != 0;
    return NULL;
}

bdg_err_t *bdg_person_by_id(bdg_person_t **out, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_person_t), pool);
    BDG_TRY(bdg_db_one(db, BDG_Q_PERSON_BY_ID, BDG_ARGS(BDG_INT(id)), take, &l));
    *out = &APR_ARRAY_IDX(l.rows, 0, bdg_person_t);
    return NULL;
}

bdg_err_t *bdg_person_by_email(bdg_person_t **out, bdg_db_t *db, const char *email, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_person_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_PERSON_BY_EMAIL, BDG_ARGS(BDG_STR(email)), take, &l));
    *out = l.rows->nelts ? &APR_ARRAY_IDX(l.rows, 0, bdg_person_t) : NULL;
    return NULL;
}

bdg_err_t *bdg_person_here_by_email(bdg_person_t **out, bdg_db_t *db, const char *email, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_person_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_PERSON_HERE_BY_EMAIL, BDG_ARGS(BDG_STR(email), BDG_INT(organisation_id)), take, &l));
    *out = l.rows->nelts ? &APR_ARRAY_IDX(l.rows, 0, bdg_person_t) : NULL;
    return NULL;
}

static bdg_err_t *take_place(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_person_place_t *p = apr_array_push(l->rows);
    int c = 0;
    p->organisation_id = bdg_row_int(row, c++);
    p->organisation_public_id = bdg_row_str(row, c++, l->pool);
    p->organisation_name = bdg_row_str(row, c++, l->pool);
    p->issuer_id = bdg_row_int(row, c++);
    p->issuer_name = bdg_row_str(row, c++, l->pool);
    p->group_id = bdg_row_int(row, c++);
    p->group_public_id = bdg_row_str(row, c++, l->pool);
    p->group_name = bdg_row_str(row, c++, l->pool);
    p->role_id = bdg_row_int(row, c++);
    p->role_name = bdg_row_str(row, c++, l->pool);
    p->role_display = bdg_row_str(row, c++, l->pool);
    p->since = bdg_row_time(row, c++);
    return NULL;
}

bdg_err_t *bdg_person_places(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_person_place_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_PERSON_PLACES, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), take_place, &l);
}

static bdg_err_t *note(void *baton, const bdg_row_t *row)
{
    (void)row;
    *(int *)baton = 1;
    return NULL;
}

typedef struct first_t { int64_t id; const char *name; apr_pool_t *pool; } first_t;

static bdg_err_t *take_first(void *baton, const bdg_row_t *row)
{
    first_t *f = baton;
    f->id = bdg_row_int(row, 0);
    f->name = bdg_row_str(row, 1, f->pool);
    return NULL;
}

bdg_err_t *bdg_person_first_place(int64_t *organisation_id, const char **name, bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    first_t f = { 0, "", pool };
    BDG_TRY(bdg_db_each(db, BDG_Q_PERSON_FIRST_PLACE, BDG_ARGS(BDG_INT(id)), take_first, &f));
    *organisation_id = f.id;
    *name = f.name;
    return NULL;
}

bdg_err_t *bdg_person_in(int *is, bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    *is = 0;
    return bdg_db_each(db, BDG_Q_PERSON_IN, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), note, is);
}

bdg_err_t *bdg_person_in_group_by_email(bdg_person_t **out, bdg_db_t *db, const char *email, int64_t group_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_person_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_PERSON_IN_GROUP_BY_EMAIL, BDG_ARGS(BDG_INT(group_id), BDG_STR(email)), take, &l));
    *out = l.rows->nelts ? &APR_ARRAY_IDX(l.rows, 0, bdg_person_t) : NULL;
    return NULL;
}

bdg_err_t *bdg_person_username_taken(int *taken, bdg_db_t *db, const char *username, int64_t id)
{
    *taken = 0;
    return bdg_db_each(db, BDG_Q_PERSON_USERNAME_TAKEN, BDG_ARGS(BDG_STR(username), BDG_INT(id)), note, taken);
}

bdg_err_t *bdg_person_elsewhere(int64_t *n, bdg_db_t *db, int64_t id, int64_t organisation_id)
{
    return bdg_db_int(db, BDG_Q_PERSON_ELSEWHERE, BDG_ARGS(BDG_INT(id), BDG_INT(organisation_id)), n);
}

bdg_err_t *bdg_person_lock(int *revision, bdg_db_t *db, int64_t id)
{
    int64_t n;
    BDG_TRY(bdg_db_int(db, BDG_Q_PERSON_LOCK, BDG_ARGS(BDG_INT(id)), &n));
    *revision = (int)n;
    return NULL;
}

static bdg_arg_t or_null(const char *s) { return s && *s ? BDG_STR(s) : BDG_NULL; }

bdg_err_t *bdg_person_insert(bdg_person_t *p, bdg_db_t *db)
{
    return bdg_db_exec(db, BDG_Q_PERSON_INSERT,
                       BDG_ARGS(BDG_STR(p->public_id), BDG_STR(p->public_id), BDG_STR(p->email), BDG_STR(p->name), BDG_STR(p->first_name), BDG_STR(p->last_name),
                                or_null(p->username)), NULL, &p->id);
}

bdg_err_t *bdg_person_update(bdg_db_t *db, const bdg_person_t *p)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_UPDATE,
                        BDG_ARGS(BDG_STR(p->name), BDG_STR(p->first_name), BDG_STR(p->last_name), or_null(p->username), BDG_INT(p->id), BDG_INT(p->revision)),
                        &changed, NULL));
    return changed ? bdg_person_renamed(db, p->id) : bdg_err(BDG_E_CONFLICT, "Somebody else has changed this person in the meantime.");
}

bdg_err_t *bdg_person_suspend(int *changed, bdg_db_t *db, int64_t id)
{
    int64_t n;
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_SUSPEND, BDG_ARGS(BDG_INT(id)), &n, NULL));
    *changed = n != 0;
    BDG_TRY(bdg_session_delete_all(db, id));
    BDG_TRY(bdg_link_delete_account(db, id));
    return bdg_person_renamed(db, id);
}

bdg_err_t *bdg_person_unsuspend(int *changed, bdg_db_t *db, int64_t id)
{
    int64_t n;
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_UNSUSPEND, BDG_ARGS(BDG_INT(id)), &n, NULL));
    *changed = n != 0;
    return bdg_person_renamed(db, id);
}

bdg_err_t *bdg_person_invited(bdg_db_t *db, int64_t id) { return bdg_db_exec(db, BDG_Q_PERSON_INVITED, BDG_ARGS(BDG_INT(id)), NULL, NULL); }

bdg_err_t *bdg_person_placed(bdg_db_t *db, int64_t id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_PLACE, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return bdg_db_exec(db, BDG_Q_PERSON_LEAVE, BDG_ARGS(BDG_INT(id)), NULL, NULL);
}

bdg_err_t *bdg_person_renamed(bdg_db_t *db, int64_t id) { return bdg_db_exec(db, BDG_Q_PERSON_RENAMED, BDG_ARGS(BDG_INT(id)), NULL, NULL); }

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    *(int64_t *)apr_array_push(l->rows) = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_person_below(apr_array_header_t **out, bdg_db_t *db, int64_t organisation_id, int64_t after, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(int64_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_PERSON_BELOW, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(after)), take_id, &l);
}

typedef struct text_t { const char *s; apr_pool_t *pool; } text_t;

static bdg_err_t *take_text(void *baton, const bdg_row_t *row)
{
    text_t *t = baton;
    t->s = bdg_row_str(row, 0, t->pool);
    return NULL;
}

bdg_err_t *bdg_person_external_id(const char **out, bdg_db_t *db, int64_t organisation_id, int64_t id, apr_pool_t *pool)
{
    text_t t = { "", pool };
    BDG_TRY(bdg_db_each(db, BDG_Q_PERSON_EXTERNAL_ID_OF, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(id)), take_text, &t));
    *out = t.s;
    return NULL;
}

static bdg_err_t *take_int(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_person_by_external_id(int64_t *id, bdg_db_t *db, int64_t organisation_id, const char *external_id)
{
    *id = 0;
    return bdg_db_each(db, BDG_Q_PERSON_EXTERNAL_ID_WHOSE, BDG_ARGS(BDG_INT(organisation_id), BDG_STR(external_id)), take_int, id);
}

bdg_err_t *bdg_person_set_external_id(bdg_db_t *db, int64_t organisation_id, int64_t id, const char *external_id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_EXTERNAL_ID_DELETE, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(id)), NULL, NULL));
    if (!*external_id)
        return NULL;
    return bdg_db_exec(db, BDG_Q_PERSON_EXTERNAL_ID_PUT, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(id), BDG_STR(external_id)), NULL, NULL);
}

bdg_err_t *bdg_person_forget_external_ids(bdg_db_t *db, int64_t id) { return bdg_db_exec(db, BDG_Q_PERSON_EXTERNAL_ID_DELETE_ALL, BDG_ARGS(BDG_INT(id)), NULL, NULL); }

/* --- invitations */

bdg_err_t *bdg_person_promote(bdg_db_t *db, int64_t id)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_PROMOTE, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return bdg_person_renamed(db, id);
}

bdg_err_t *bdg_person_merge(bdg_db_t *db, int64_t id, int64_t into)
{
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_MERGE_COUNTS, BDG_ARGS(BDG_INT(id), BDG_INT(into)), NULL, NULL));
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_MERGE_PLACES, BDG_ARGS(BDG_INT(into), BDG_INT(id)), NULL, NULL));
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_MERGE_EXTERNAL_IDS, BDG_ARGS(BDG_INT(into), BDG_INT(id)), NULL, NULL));
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_DROP_PLACES, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    BDG_TRY(bdg_person_forget_external_ids(db, id));
    BDG_TRY(bdg_person_placed(db, id));
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_DROP, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return bdg_person_placed(db, into);
}

bdg_err_t *bdg_person_unplace(bdg_db_t *db, int64_t id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(int64_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_PERSON_GROUPS, BDG_ARGS(BDG_INT(id)), take_id, &l));
    for (int i = 0; i < l.rows->nelts; i++)
        BDG_TRY(bdg_people_group_counted(db, APR_ARRAY_IDX(l.rows, i, int64_t), -1));
    BDG_TRY(bdg_db_exec(db, BDG_Q_PERSON_DROP_PLACES, BDG_ARGS(BDG_INT(id)), NULL, NULL));
    return bdg_person_placed(db, id);
}

static bdg_err_t *take_time(void *baton, const bdg_row_t *row)
{
    *(apr_time_t *)baton = bdg_row_time(row, 0);
    return NULL;
}

bdg_err_t *bdg_person_link_ends(apr_time_t *at, bdg_db_t *db, int64_t id)
{
    *at = 0;
    return bdg_db_each(db, BDG_Q_PERSON_LINK_ENDS, BDG_ARGS(BDG_INT(id)), take_time, at);
}

/* --- what is known of one */

static bdg_err_t *take_deed(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_person_deed_t *d = apr_array_push(l->rows);
    d->at = bdg_row_time(row, 0);
    d->action = bdg_row_str(row, 1, l->pool);
    d->by = bdg_row_str(row, 2, l->pool);
    d->organisation = bdg_row_str(row, 3, l->pool);
    return NULL;
}

bdg_err_t *bdg_person_activity(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_person_deed_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_PERSON_ACTIVITY, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(id)), take_deed, &l);
}

static bdg_err_t *take_award(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_person_award_t *a = apr_array_push(l->rows);
    a->public_id = bdg_row_str(row, 0, l->pool);
    a->badge = bdg_row_str(row, 1, l->pool);
    a->organisation = bdg_row_str(row, 2, l->pool);
    a->issued_on = bdg_row_date(row, 3);
    a->revoked = bdg_row_int(row, 4) != 0;
    return NULL;
}

bdg_err_t *bdg_person_awards(apr_array_header_t **out, bdg_db_t *db, int64_t id, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_person_award_t), pool);
    *out = l.rows;
    return bdg_db_each(db, BDG_Q_PERSON_AWARDS, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(id)), take_award, &l);
}

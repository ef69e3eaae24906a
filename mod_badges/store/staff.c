#include "store/staff.h"
#include "store/list.h"

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_staff_t *s = apr_array_push(l->rows);
    s->public_id = bdg_row_str(row, 0, l->pool);
    s->name = bdg_row_str(row, 1, l->pool);
    s->email = bdg_row_str(row, 2, l->pool);
    return NULL;
}

static bdg_err_t *take_staff(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    BDG_TRY(take(baton, row));
    bdg_staff_t *s = &APR_ARRAY_IDX(l->rows, l->rows->nelts - 1, bdg_staff_t);
    s->state = (bdg_account_state_e)(bdg_row_int(row, 3) - 1);
    s->role = bdg_row_str(row, 4, l->pool);
    s->role_shown = bdg_row_str(row, 5, l->pool);
    s->since = bdg_row_time(row, 6);
    return NULL;
}

bdg_err_t *bdg_staff_list(apr_array_header_t **rows, bdg_db_t *db, int64_t issuer_id, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_staff_t), pool);
    *rows = l.rows;
    return bdg_db_each(db, BDG_Q_STAFF_LIST, BDG_ARGS(BDG_INT(issuer_id), BDG_INT(organisation_id)), take_staff, &l);
}

bdg_err_t *bdg_staff_candidates(apr_array_header_t **rows, bdg_db_t *db, int64_t issuer_id, int64_t organisation_id, const char *email, const char *like, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_staff_t), pool);
    *rows = l.rows;
    return bdg_db_each(db, BDG_Q_STAFF_CANDIDATES, BDG_ARGS(BDG_INT(organisation_id), BDG_STR(email), BDG_INT(organisation_id), BDG_INT(issuer_id), BDG_INT(organisation_id),
                                                            BDG_STR(like), BDG_INT(organisation_id), BDG_INT(issuer_id)), take, &l);
}

bdg_err_t *bdg_staff_person(int64_t *account_id, bdg_db_t *db, int64_t issuer_id, int64_t organisation_id, const char *public_id)
{
    return bdg_db_int(db, BDG_Q_STAFF_PERSON, BDG_ARGS(BDG_STR(public_id), BDG_INT(organisation_id), BDG_INT(organisation_id), BDG_INT(issuer_id)), account_id);
}

#include "store/finding.h"
#include "base/id.h"
#include "store/list.h"
#include "store/reach.h"
#include "store/search.h"

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_found_t *f = apr_array_push(l->rows);
    f->public_id = bdg_row_str(row, 0, l->pool);
    f->name = bdg_row_str(row, 1, l->pool);
    f->state = bdg_row_str(row, 2, l->pool);
    f->graphic_revision = (int)bdg_row_int(row, 3);
    return NULL;
}

bdg_err_t *bdg_find(apr_array_header_t **out, bdg_db_t *db, bdg_find_e kind, const char *text, int64_t organisation_id, int whole, int64_t account_id,
                    uint64_t perms, apr_pool_t *pool)
{
    static const bdg_query_e q[BDG_FIND_KINDS] = { BDG_Q_SEARCH_BADGES, BDG_Q_SEARCH_ISSUERS, BDG_Q_SEARCH_BATCHES };
    bdg_list_t l = bdg_list_make(sizeof(bdg_found_t), pool);
    bdg_query_e how = q[kind];
    bdg_reach_e reach;
    *out = l.rows;
    if (kind == BDG_FIND_BADGES) {
        BDG_TRY(bdg_reach(&reach, db, organisation_id));
        how = reach != BDG_REACH_MANY ? how : bdg_id_valid(text) ? BDG_Q_SEARCH_BADGES_ID : BDG_Q_SEARCH_BADGES_NAMED;
    }
    return bdg_db_each(db, how, BDG_ARGS(BDG_INT(organisation_id), BDG_STR(bdg_search_like(text, pool)), BDG_STR(text), BDG_INT(whole), BDG_INT(account_id),
                       BDG_INT(perms)), take, &l);
}

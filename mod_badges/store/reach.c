#include "store/reach.h"

bdg_err_t *bdg_reach(bdg_reach_e *out, bdg_db_t *db, int64_t organisation_id)
{
    int64_t n;
    BDG_TRY(bdg_db_int(db, BDG_Q_ORGANISATION_REACH, BDG_ARGS(BDG_INT(organisation_id)), &n));
    *out = n <= 1 ? BDG_REACH_ALONE : n <= BDG_REACH_FEW_MAX + 1 ? BDG_REACH_FEW : BDG_REACH_MANY;
    return NULL;
}

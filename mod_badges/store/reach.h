/* How far a list looks: at one organisation, or at all below it as well, by one of two plans (sql/queries/below.sql). */
#ifndef BDG_STORE_REACH_H
#define BDG_STORE_REACH_H
#include "store/db.h"

typedef enum { BDG_REACH_ALONE, BDG_REACH_FEW, BDG_REACH_MANY } bdg_reach_e;
#define BDG_REACH_FEW_MAX 300      /* organisations below: up to here what each of them holds is read */

/* What fits an organisation: BDG_REACH_ALONE where nothing lies below it. */
bdg_err_t *bdg_reach(bdg_reach_e *out, bdg_db_t *db, int64_t organisation_id) BDG_MUST_CHECK;
#endif

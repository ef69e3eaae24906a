/* Rows of `job`. Part of the caller's transaction where it is about putting. */
#ifndef BDG_STORE_JOB_H
#define BDG_STORE_JOB_H
#include "store/db.h"
/* Puts a job, once per (kind, subject): a waiting one is left, a failed one is woken. */
bdg_err_t *bdg_job_put(bdg_db_t *db, const char *kind, int64_t subject_id) BDG_MUST_CHECK;
/* Takes it away (a cancelled batch). Fine when there is none. */
bdg_err_t *bdg_job_drop(bdg_db_t *db, const char *kind, int64_t subject_id) BDG_MUST_CHECK;
#endif

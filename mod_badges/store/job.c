#include "store/job.h"

bdg_err_t *bdg_job_put(bdg_db_t *db, const char *kind, int64_t subject_id)
{
    return bdg_db_exec(db, BDG_Q_JOB_PUT, BDG_ARGS(BDG_STR(kind), BDG_INT(subject_id)), NULL, NULL);
}

bdg_err_t *bdg_job_drop(bdg_db_t *db, const char *kind, int64_t subject_id)
{
    return bdg_db_exec(db, BDG_Q_JOB_DROP, BDG_ARGS(BDG_STR(kind), BDG_INT(subject_id)), NULL, NULL);
}

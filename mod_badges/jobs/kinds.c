#include "jobs/kinds.h"

const bdg_job_kind_t bdg_job_kinds[] = {
    { "sweep", bdg_job_sweep },
    { "issued_months", bdg_job_issued_months },
    { "issued_months_below", bdg_job_issued_months_below },
    { "revocation", bdg_job_revocation },
    { "batch.check", bdg_job_batch_check },
    { "batch.issue", bdg_job_batch_issue },
    { "batch.mail", bdg_job_batch_mail },
    { "people.act", bdg_job_people_act },
    { "people.import", bdg_job_people_import },
    { "people.reach", bdg_job_people_reach },
    { NULL, NULL }
};

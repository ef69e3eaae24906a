#include "jobs/kinds.h"

const bdg_job_kind_t bdg_job_kinds[] = {
    { "sweep", bdg_job_sweep },
    { NULL, NULL }
};

/* What a check found, grouped by what mends it: counts, and the first few cells of each group. Memory is bounded, however many rows are wrong. */
#ifndef BDG_BATCH_SUMMARY_H
#define BDG_BATCH_SUMMARY_H
#include "core/batch.h"

#define BDG_EXAMPLES 15
typedef struct bdg_summary_t bdg_summary_t;
bdg_summary_t *bdg_summary_make(const bdg_batch_plan_t *plan, apr_pool_t *pool);
void bdg_summary_add(bdg_summary_t *s, const bdg_award_problem_t *problem, const bdg_packed_row_t *row, int ordinal, const bdg_award_t *award);
/* {"groups": [{code, error, field, column, heading, title, mend, count, from, to, examples: [{row, number, cell, value, right, name}]}]}: errors before
 * warnings, the most fundamental first. A new reference. */
json_t *bdg_summary_json(const bdg_summary_t *s, apr_pool_t *pool);
#endif

/* How the rows of a batch are to be understood, and what a row gives. */
#include "core/batch.h"
#include <apr_strings.h>
#include <string.h>

#define JSON_MAX (8u << 20)

static const char *const mend_names[] = { "domain", "first_address", "cut" };

void bdg_batch_options_read(bdg_batch_options_t *o, const char *json, const bdg_badge_class_t *badge, apr_pool_t *pool)
{
    json_t *j = NULL, *m;
    size_t i;
    memset(o, 0, sizeof *o);
    o->policy = badge->duplicate_policy;
    o->today = BDG_DATE_NONE;
    bdg_err_clear(json ? bdg_json_parse(&j, json, strlen(json), JSON_MAX, pool) : NULL);
    const char *policy = bdg_json_get_str(j, "policy"), *today = bdg_json_get_str(j, "today");
    if (policy) {
        o->policy = policy;
        o->policy_chosen = 1;
    }
    o->skip_errors = json_is_true(json_object_get(j, "skip_errors"));
    o->send_mail = !json_is_false(json_object_get(j, "send_mail"));   /* until somebody says otherwise */
    o->award_count = json_integer_value(json_object_get(j, "award_count"));
    if (today)
        o->today = bdg_date_parse_iso(today);
    json_array_foreach(json_object_get(j, "mends"), i, m) {
        const char *kind = bdg_json_get_str(m, "kind"), *from = bdg_json_get_str(m, "from"), *to = bdg_json_get_str(m, "to");
        for (size_t k = 0; kind && k < sizeof mend_names / sizeof *mend_names && o->nmends < BDG_BATCH_MENDS; k++)
            if (!strcmp(kind, mend_names[k]))
                o->mends[o->nmends++] = (bdg_mend_t){ (bdg_mend_e)k, from ? from : "", to ? to : "" };
    }
}

const char *bdg_batch_options_write(const bdg_batch_options_t *o, apr_pool_t *pool)
{
    json_t *j = bdg_json_object(pool), *mends = json_array();
    if (o->policy_chosen)
        bdg_json_str(j, "policy", o->policy);
    bdg_json_bool(j, "skip_errors", o->skip_errors);
    bdg_json_bool(j, "send_mail", o->send_mail);
    bdg_json_int(j, "award_count", o->award_count);
    bdg_json_str(j, "today", bdg_date_iso(o->today, pool));
    for (int i = 0; i < o->nmends; i++) {
        json_t *m = json_object();
        bdg_json_str(m, "kind", mend_names[o->mends[i].kind]);
        bdg_json_str(m, "from", o->mends[i].from);
        bdg_json_str(m, "to", o->mends[i].to);
        bdg_json_add(mends, m);
    }
    bdg_json_set(j, "mends", mends);
    return bdg_json_dump(j, pool);
}

static bdg_err_t *parse(json_t **out, const char *json, apr_pool_t *pool)
{
    *out = NULL;
    return json ? bdg_json_parse(out, json, strlen(json), JSON_MAX, pool) : NULL;
}

static void fields_of_columns(bdg_batch_plan_t *p)
{
    p->first_name = p->last_name = -1;
    for (int f = 0; f < BDG_AWARD_FIELDS; f++)
        p->column_of[f] = -1;
    for (int i = p->cols->n - 1; i >= 0; i--) {
        const bdg_column_t *c = &p->cols->c[i];
        if (c->target == BDG_TARGET_FIRST_NAME)
            p->first_name = i;
        else if (c->target == BDG_TARGET_LAST_NAME)
            p->last_name = i;
        else if (c->target >= 0) {
            p->column_of[c->target] = i;
            p->rules->order[c->target] = c->order;
            p->rules->decimal[c->target] = c->decimal;
        }
    }
}

bdg_err_t *bdg_batch_plan(bdg_batch_plan_t **out, bdg_db_t *db, int64_t batch_id, apr_pool_t *pool)
{
    bdg_batch_plan_t *p = apr_pcalloc(pool, sizeof *p);
    bdg_batch_t *batch;
    bdg_badge_class_t *badge;
    json_t *mapping;
    int64_t corrections;
    BDG_TRY(bdg_batch_by_id(&batch, db, batch_id, pool));
    if (batch->confirmed_at)
        BDG_TRY(bdg_badge_class_by_version(&badge, db, batch->badge_class_version_id, pool));
    else
        BDG_TRY(bdg_badge_class_by_id(&badge, db, batch->badge_class_id, pool));
    BDG_TRY(bdg_award_rules_make(&p->rules, badge, pool));
    BDG_TRY(parse(&p->file, batch->file_json, pool));
    BDG_TRY(parse(&mapping, batch->mapping_json, pool));
    BDG_TRY(bdg_corrections_count(&corrections, db, batch_id));
    p->batch = batch;
    p->badge = badge;
    p->corrected = corrections > 0;
    p->cols = bdg_columns_make(pool);
    bdg_columns_read(p->cols, json_object_get(p->file, "columns"), mapping, p->rules);
    p->cols->header = (int)json_integer_value(json_object_get(p->file, "header"));
    p->cols->header_number = (int)json_integer_value(json_object_get(p->file, "header_number"));
    bdg_batch_options_read(&p->options, batch->options_json, badge, pool);
    if (p->options.today != BDG_DATE_NONE)
        p->rules->today = p->options.today;
    p->rules->mends = p->options.mends;
    p->rules->nmends = p->options.nmends;
    fields_of_columns(p);
    p->nquestions = p->cols->n ? bdg_columns_questions(p->questions, p->cols, p->rules) : 0;
    *out = p;
    return NULL;
}

/* ---------------------------------------------------------------- a row */

static bdg_slice_t cell(const bdg_packed_row_t *row, int column)
{
    return column >= 0 && column < row->ncells ? row->cells[column] : (bdg_slice_t){ "", 0 };
}

static bdg_slice_t joined_name(const bdg_batch_plan_t *plan, const bdg_packed_row_t *row, apr_pool_t *pool)
{
    bdg_slice_t first = bdg_cell_unguard(cell(row, plan->first_name)), last = bdg_cell_unguard(cell(row, plan->last_name));
    if (!first.len || !last.len)
        return first.len ? first : last;
    char *s = apr_palloc(pool, first.len + last.len + 2);
    memcpy(s, first.data, first.len);
    s[first.len] = ' ';
    memcpy(s + first.len + 1, last.data, last.len);
    return (bdg_slice_t){ s, first.len + last.len + 1 };
}

static void oddities_of_row(bdg_award_t *award, const bdg_batch_plan_t *plan, const bdg_packed_row_t *row)
{
    if (row->flags & BDG_ROW_UNCLOSED_QUOTE)
        bdg_award_problem(award, BDG_P_UNCLOSED_QUOTE, -1, "a quotation mark is never closed");
    if (row->flags & (BDG_ROW_CELL_CUT | BDG_ROW_TOO_WIDE))
        bdg_award_problem(award, BDG_P_ROW_CUT, -1, "larger than a spreadsheet allows");
    if (row->hidden)
        bdg_award_problem(award, BDG_P_HIDDEN, -1, NULL);
    for (int i = plan->cols->n; i < row->ncells; i++)
        if (row->cells[i].len) {
            bdg_award_problem(award, BDG_P_EXCESS, -1, "not used");
            return;
        }
}

void bdg_batch_row(bdg_award_t *award, const bdg_batch_plan_t *plan, bdg_packed_row_t *row, apr_pool_t *pool)
{
    bdg_slice_t fields[BDG_AWARD_FIELDS];
    int n = BDG_AWARD_FIXED + plan->rules->nattributes;
    for (int f = 0; f < n; f++)
        fields[f] = cell(row, plan->column_of[f]);
    if (plan->column_of[BDG_AWARD_NAME] < 0)
        fields[BDG_AWARD_NAME] = joined_name(plan, row, pool);
    bdg_award_check(award, plan->rules, fields, pool);
    oddities_of_row(award, plan, row);
}

void bdg_batch_mend_row(bdg_packed_row_t *row, int ordinal, const apr_array_header_t *corrections, int *at)
{
    for (; corrections && *at < corrections->nelts; ++*at) {
        const bdg_correction_t *c = &APR_ARRAY_IDX(corrections, *at, bdg_correction_t);
        if (c->row > ordinal)
            return;
        if (c->row < ordinal || c->col < 0 || c->col >= BDG_TABLE_COLUMNS)
            continue;
        while (row->ncells <= c->col)
            row->cells[row->ncells++] = (bdg_slice_t){ "", 0 };
        row->cells[c->col] = (bdg_slice_t){ c->value, strlen(c->value) };
    }
}

int bdg_batch_column(const bdg_batch_plan_t *plan, int field)
{
    if (field < 0)
        return -1;
    if (field == BDG_AWARD_NAME && plan->column_of[field] < 0)
        return plan->first_name >= 0 ? plan->first_name : plan->last_name;
    return plan->column_of[field];
}

const char *bdg_batch_cell(int column, int number, apr_pool_t *pool)
{
    char letters[8];
    return column < 0 ? apr_psprintf(pool, "row %d", number) : apr_psprintf(pool, "%s%d", bdg_table_column(column + 1, letters), number);
}

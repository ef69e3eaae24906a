/* A spreadsheet becomes the rows of an import of people; and what its columns mean. */
#include "base/id.h"
#include "core/people_import.h"
#include "store/audit.h"
#include "store/job.h"
#include <apr_strings.h>
#include <string.h>

#define CHUNK_MAX (BDG_CHUNK_BYTES + (2 << 20))   /* the last row of a chunk may be as large as a row can be */

const int bdg_import_targets[BDG_IMPORT_TARGETS] = { BDG_AWARD_IDENTITY, BDG_TARGET_FIRST_NAME, BDG_TARGET_LAST_NAME, BDG_AWARD_NAME, BDG_IMPORT_USERNAME,
    BDG_AWARD_EXTERNAL_ID, BDG_IMPORT_GROUPS, BDG_IMPORT_ROLE };

const char *bdg_import_target_title(int target)
{
    switch (target) {
    case BDG_AWARD_IDENTITY: return _("Email address");
    case BDG_AWARD_NAME: return _("Name");
    case BDG_TARGET_FIRST_NAME: return _("First name");
    case BDG_TARGET_LAST_NAME: return _("Last name");
    case BDG_IMPORT_USERNAME: return _("Username");
    case BDG_AWARD_EXTERNAL_ID: return _("External id");
    case BDG_IMPORT_GROUPS: return _("Groups");
    case BDG_IMPORT_ROLE: return _("Role");
    default: return _("Not used");
    }
}

/* What a row of people can hold beside what any award has. */
static bdg_award_rules_t *rules_of_people(apr_pool_t *pool)
{
    static const bdg_attribute_t attributes[] = { { .key = "username", .name = "Username", .help = "" }, { .key = "groups", .name = "Groups", .help = "" },
                                                  { .key = "role", .name = "Role", .help = "" } };
    bdg_award_rules_t *r = apr_pcalloc(pool, sizeof *r);
    r->attributes = attributes;
    r->nattributes = (int)(sizeof attributes / sizeof *attributes);
    return r;
}

int bdg_import_column(const bdg_import_plan_t *p, int target)
{
    for (int i = 0; i < p->cols->n; i++)
        if (p->cols->c[i].target == target)
            return i;
    return -1;
}

bdg_err_t *bdg_import_plan(bdg_import_plan_t **out, const bdg_people_import_t *import, apr_pool_t *pool)
{
    bdg_import_plan_t *p = *out = apr_pcalloc(pool, sizeof *p);
    json_t *file, *mapping;
    p->import = import;
    p->rules = rules_of_people(pool);
    p->cols = bdg_columns_make(pool);
    BDG_TRY(bdg_json_parse(&file, import->file_json, strlen(import->file_json), 8 << 20, pool));
    BDG_TRY(bdg_json_parse(&mapping, import->mapping_json, strlen(import->mapping_json), 8 << 20, pool));
    bdg_columns_read(p->cols, json_object_get(file, "columns"), mapping, p->rules);
    p->cols->header = (int)json_integer_value(json_object_get(file, "header"));
    p->cols->header_number = (int)json_integer_value(json_object_get(file, "header_number"));
    p->nquestions = bdg_columns_questions(p->questions, p->cols, p->rules);
    return NULL;
}

static int is_target(int target)
{
    for (int i = 0; i < BDG_IMPORT_TARGETS; i++)
        if (bdg_import_targets[i] == target)
            return 1;
    return target == BDG_TARGET_REASONS;
}

static const char *mapping_json(const bdg_columns_t *cols, const bdg_award_rules_t *rules, apr_pool_t *pool)
{
    return bdg_json_dump(bdg_json_own(bdg_columns_mapping_json(cols, rules, pool), pool), pool);
}

/* ---------------------------------------------------------------- reading */

typedef struct load_t {
    const bdg_edit_t *edit;
    const bdg_import_file_t *file;
    bdg_people_import_t *import;
    /* set anew by each try */
    bdg_db_t *db;
    bdg_award_rules_t *rules;
    bdg_columns_t *cols;
    bdg_buf_t *buf;
    int *numbers;
    size_t *begins;
    int n, all, known;                   /* n: rows in buf; known: the headings were found */
    apr_pool_t *pool;
} load_t;

static void understand(load_t *l)
{
    int header = bdg_columns_find_header(l->buf->data, l->buf->len, l->rules, l->pool);
    bdg_columns_take(l->cols, l->buf->data, l->buf->len, header, l->pool);
    l->known = 1;
}

/* The rows below the headings; these are in the first chunk. */
static bdg_err_t *close_chunk(load_t *l)
{
    apr_pool_t *scratch;
    if (!l->n)
        return NULL;
    BDG_TRY(bdg_buf_check(l->buf));
    int from = 0;
    if (!l->known) {
        understand(l);
        from = l->cols->header + 1;
    }
    if (apr_pool_create(&scratch, l->pool) != APR_SUCCESS)
        return bdg_err(BDG_E_NOMEM, "The server is out of memory.");
    bdg_import_row_t *rows = apr_pcalloc(scratch, sizeof *rows * (size_t)(l->n + 1));
    for (int i = from; i < l->n; i++) {
        size_t end = i + 1 < l->n ? l->begins[i + 1] : l->buf->len;
        rows[i - from] = (bdg_import_row_t){ .number = l->numbers[i], .data = l->buf->data + l->begins[i], .len = end - l->begins[i] };
    }
    int n = l->n > from ? l->n - from : 0;
    bdg_err_t *e = bdg_people_import_put(l->db, l->import->id, rows, n, scratch);
    apr_pool_destroy(scratch);
    l->import->rows += n;
    l->n = 0;
    bdg_buf_clear(l->buf);
    return e;
}

static bdg_err_t *read_rows(load_t *l, bdg_table_t *table)
{
    for (;;) {
        bdg_table_row_t row;
        int eof;
        BDG_TRY(bdg_table_next(table, &row, &eof));
        if (eof)
            return close_chunk(l);
        if (bdg_rows_blank(&row))
            continue;
        bdg_columns_count(l->cols, &row, l->pool);
        l->numbers[l->n] = row.number;
        l->begins[l->n++] = l->buf->len;
        bdg_rows_pack(l->buf, &row);
        l->all++;
        if (l->n >= BDG_CHUNK_ROWS || l->buf->len >= BDG_CHUNK_BYTES)
            BDG_TRY(close_chunk(l));
    }
}

static bdg_err_t *found(load_t *l)
{
    bdg_question_t questions[BDG_QUESTIONS];
    json_t *file = bdg_json_object(l->pool);
    if (!l->all)
        return bdg_err(BDG_E_INVALID, "This file is empty. Choose one with a row of headings and a row for each person.");
    if (!l->import->rows)
        return bdg_err(BDG_E_INVALID, "This file has headings, but no rows below them. Add a row for each person.");
    if (l->import->rows > BDG_PEOPLE_IMPORT_MAX)
        return bdg_err(BDG_E_TOO_LARGE, "This file has more than %d people. Divide it.", BDG_PEOPLE_IMPORT_MAX);
    bdg_columns_guess(l->cols, l->rules, NULL, l->pool);
    for (int i = 0; i < l->cols->n; i++)
        if (!is_target(l->cols->c[i].target)) {
            l->cols->c[i].target = BDG_TARGET_NONE;
            l->cols->c[i].sure = BDG_SURE_NOT;
        }
    bdg_json_int(file, "header", l->cols->header);
    bdg_json_int(file, "header_number", l->cols->header_number);
    bdg_json_set(file, "columns", bdg_columns_found_json(l->cols));
    l->import->file_json = bdg_json_dump(file, l->pool);
    l->import->mapping_json = mapping_json(l->cols, l->rules, l->pool);
    l->import->state = bdg_columns_questions(questions, l->cols, l->rules) ? "columns" : "checking";
    return NULL;
}

static bdg_err_t *put_job(bdg_db_t *db, const bdg_people_import_t *import)
{
    return strcmp(import->state, "checking") ? NULL : bdg_job_put(db, BDG_PEOPLE_IMPORT_JOB, import->id);
}

static bdg_err_t *load_tx(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    load_t *l = baton;
    bdg_table_t *table;
    bdg_people_import_t *t = l->import;
    bdg_table_limits_t limits = { .rows = l->file->max_rows + 20 };   /* what stands above the headings does not count */
    json_t *after = bdg_json_object(scratch);
    l->db = db;
    l->pool = scratch;
    l->n = l->all = l->known = 0;
    l->rules = rules_of_people(scratch);
    l->cols = bdg_columns_make(scratch);
    l->buf = bdg_buf_make(CHUNK_MAX, scratch);
    l->numbers = apr_palloc(scratch, sizeof *l->numbers * BDG_CHUNK_ROWS);
    l->begins = apr_palloc(scratch, sizeof *l->begins * BDG_CHUNK_ROWS);
    t->rows = 0;
    t->file_name = bdg_rows_file_name(l->file->name, scratch);
    BDG_TRY(bdg_people_import_insert(t, db));
    BDG_TRY(bdg_table_open(&table, l->file->path, l->file->sheet, &limits, scratch));
    BDG_TRY(read_rows(l, table));
    BDG_TRY(found(l));
    BDG_TRY(bdg_people_import_understood(db, t));
    BDG_TRY(put_job(db, t));
    bdg_json_str(after, "file", t->file_name);
    bdg_json_int(after, "rows", t->rows);
    return bdg_audit(db, t->organisation_id, t->created_by, t->address, "people_import.upload", "people_import", t->id, NULL, after, scratch);
}

bdg_err_t *bdg_people_import_load(bdg_people_import_t **out, const bdg_edit_t *edit, const bdg_import_file_t *file, const bdg_place_t *place, const bdg_role_t *role)
{
    char id[BDG_ID_LEN + 1];
    bdg_id_new(id);
    bdg_people_import_t t = { .public_id = apr_pstrdup(edit->pool, id), .organisation_id = edit->organisation_id, .place_organisation_id = place->organisation_id,
        .place_group_id = place->group_id, .role_id = role->id, .created_by = edit->actor->account_id, .address = edit->actor->address, .language = bdg_language_now()->tag };
    load_t l = { .edit = edit, .file = file, .import = &t };
    BDG_TRY(bdg_place_may(edit->db, edit->actor, place, NULL, role));
    BDG_TRY(bdg_db_tx(edit->db, load_tx, &l, edit->pool));
    return bdg_people_import_by_id(out, edit->db, t.id, edit->pool);
}

/* ---------------------------------------------------------------- what a person says about the columns */

typedef struct map_t { const bdg_edit_t *edit; const bdg_import_plan_t *plan; const char *mapping, *state; } map_t;

static bdg_err_t *map_tx(bdg_db_t *db, void *baton, apr_pool_t *scratch)
{
    map_t *m = baton;
    const bdg_people_import_t *t = m->plan->import;
    json_t *before = bdg_json_object(scratch), *after = bdg_json_object(scratch);
    BDG_TRY(bdg_people_import_hold(db, t->id, t->state, m->edit->revision, scratch));
    BDG_TRY(bdg_people_import_map(db, t->id, m->mapping, m->state));
    if (!strcmp(m->state, "checking"))
        BDG_TRY(bdg_job_put(db, BDG_PEOPLE_IMPORT_JOB, t->id));
    bdg_json_str(before, "columns", t->mapping_json);
    bdg_json_str(after, "columns", m->mapping);
    return bdg_audit(db, t->organisation_id, m->edit->actor->account_id, m->edit->actor->address, "people_import.columns", "people_import", t->id, before, after, scratch);
}

bdg_err_t *bdg_people_import_columns(const bdg_edit_t *edit, const bdg_import_plan_t *p, const int *targets)
{
    const char *state = p->import->state;
    if (strcmp(state, "columns") && strcmp(state, "checking") && strcmp(state, "checked"))
        return bdg_err(BDG_E_CONFLICT, "This import has gone on meanwhile. Look at where it stands now.");
    for (int i = 0; i < p->cols->n; i++) {
        bdg_column_t *c = &p->cols->c[i];
        if (c->target == targets[i] || !(is_target(targets[i]) || targets[i] == BDG_TARGET_NONE))
            continue;
        c->target = targets[i];
        c->sure = BDG_SURE_CHOSEN;
    }
    bdg_question_t questions[BDG_QUESTIONS];
    int n = bdg_columns_questions(questions, p->cols, p->rules);
    map_t m = { edit, p, mapping_json(p->cols, p->rules, edit->pool), n ? "columns" : "checking" };
    return bdg_db_tx(edit->db, map_tx, &m, edit->pool);
}

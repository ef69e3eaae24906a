#include "core/batch_columns.h"
#include "base/language.h"
#include "base/str.h"
#include "core/batch_headings.h"
#include <apr_strings.h>
#include <string.h>

#define HEADER_WITHIN 20
#define SAMPLE_BYTES 60

bdg_columns_t *bdg_columns_make(apr_pool_t *pool)
{
    bdg_columns_t *cols = apr_pcalloc(pool, sizeof *cols);
    cols->c = apr_pcalloc(pool, sizeof *cols->c * BDG_TABLE_COLUMNS);
    for (int i = 0; i < BDG_TABLE_COLUMNS; i++) {
        cols->c[i].heading = "";
        cols->c[i].target = BDG_TARGET_NONE;
    }
    return cols;
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }

/* Short cells that begin with a digit may be dates or numbers; that is where the orders of day and month show. */
static void count_cell(bdg_column_t *c, const char *s, size_t len, apr_pool_t *pool)
{
    while (len && *s == ' ') {
        s++;
        len--;
    }
    while (len && s[len - 1] == ' ')
        len--;
    if (!len)
        return;
    c->filled++;
    if (len <= 254 && memchr(s, '@', len))
        c->emails++;
    if (len > 30 || !is_digit(*s))
        return;
    bdg_decimal_e d = bdg_number_shows(s, len);
    char number[32];
    if (d != BDG_DECIMAL_UNKNOWN && bdg_number_read(number, s, len, d)) {
        if (d == BDG_DECIMAL_COMMA)
            c->comma++;
        else
            c->point++;
    }
    if (len < 5)
        return;
    bdg_date_reading_t r = bdg_date_read(s, len, BDG_ORDER_UNKNOWN);
    if (r.shape == BDG_DATE_SERIAL)
        c->serial++;
    else if (r.order == BDG_ORDER_DAY_FIRST)
        c->day_first++;
    else if (r.order == BDG_ORDER_MONTH_FIRST)
        c->month_first++;
    else if (r.shape == BDG_DATE_CLEAR)
        c->clear++;
    else if (r.shape == BDG_DATE_EITHER && !c->either++)
        c->either_sample = apr_pstrmemdup(pool, s, len);
}

void bdg_columns_count(bdg_columns_t *cols, const bdg_table_row_t *row, apr_pool_t *pool)
{
    for (int i = 0; i < row->ncells; i++)
        if (row->cells[i].len)
            count_cell(&cols->c[i], row->cells[i].data, row->cells[i].len, pool);
}

/* ---------------------------------------------------------------- the row with the headings */

static const char *cell_text(bdg_slice_t cell, apr_pool_t *pool)
{
    bdg_slice_t s = bdg_cell_unguard(cell);
    return bdg_text_clean(s.data, s.len, 0, pool);
}

static int attribute_named(const char *plain, const bdg_award_rules_t *rules, apr_pool_t *pool)
{
    for (int i = 0; i < rules->nattributes; i++)
        if (!strcmp(plain, bdg_heading_plain(rules->attributes[i].name, pool)) || !strcmp(plain, bdg_heading_plain(rules->attributes[i].key, pool)))
            return BDG_AWARD_FIXED + i;
    return BDG_TARGET_NONE;
}

static int score(const bdg_packed_row_t *row, const bdg_award_rules_t *rules, apr_pool_t *pool)
{
    int points = 0;
    for (int i = 0; i < row->ncells; i++) {
        bdg_sure_e sure;
        if (!row->cells[i].len || row->cells[i].len > 200)
            continue;
        const char *plain = bdg_heading_plain(cell_text(row->cells[i], pool), pool);
        if (attribute_named(plain, rules, pool) != BDG_TARGET_NONE || bdg_heading_target(plain, &sure) != BDG_TARGET_NONE)
            points += 3;
        else if (bdg_heading_near_target(plain) != BDG_TARGET_NONE)
            points += 1;
        if (memchr(row->cells[i].data, '@', row->cells[i].len))   /* an address is no heading */
            points -= 6;
    }
    return points;
}

int bdg_columns_find_header(const char *chunk, size_t len, const bdg_award_rules_t *rules, apr_pool_t *pool)
{
    bdg_packed_row_t *row = apr_palloc(pool, sizeof *row);
    const char *at = chunk, *end = chunk + len;
    int best = -1, points = 0, first_wide = -1, address_at = -1;
    for (int i = 0; i < HEADER_WITHIN && bdg_rows_next(row, &at, end) > 0; i++) {
        int p = score(row, rules, pool), filled = 0;
        for (int k = 0; k < row->ncells; k++) {
            filled += row->cells[k].len > 0;
            if (address_at < 0 && memchr(row->cells[k].data, '@', row->cells[k].len))
                address_at = i;
        }
        if (p > points) {
            points = p;
            best = i;
        }
        if (first_wide < 0 && filled >= 2)
            first_wide = i;
    }
    if (best >= 0)
        return best;
    /* Nothing is known by name: the first row of a table, unless it is a recipient already. */
    if (address_at >= 0 && (first_wide < 0 || address_at <= first_wide))
        return -1;
    return first_wide < 0 ? 0 : first_wide;
}

static void take_heading(bdg_columns_t *cols, const bdg_packed_row_t *row, apr_pool_t *pool)
{
    cols->header_number = row->number;
    for (int i = 0; i < row->ncells; i++)
        cols->c[i].heading = cell_text(row->cells[i], pool);
}

static void take_samples(bdg_columns_t *cols, const bdg_packed_row_t *row, apr_pool_t *pool)
{
    for (int i = 0; i < row->ncells; i++) {
        int k = 0;
        while (k < BDG_SAMPLES && cols->c[i].samples[k])
            k++;
        const char *text = k < BDG_SAMPLES ? cell_text(row->cells[i], pool) : "";
        if (!*text)
            continue;
        size_t n = strlen(text);
        if (n > SAMPLE_BYTES) {   /* not in the middle of a character */
            for (n = SAMPLE_BYTES; n && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
                ;
            text = apr_pstrcat(pool, apr_pstrmemdup(pool, text, n), "…", NULL);
        }
        cols->c[i].samples[k] = text;
    }
}

void bdg_columns_take(bdg_columns_t *cols, const char *chunk, size_t len, int header, apr_pool_t *pool)
{
    bdg_packed_row_t *row = apr_palloc(pool, sizeof *row);
    const char *at = chunk, *end = chunk + len;
    int seen = 0, width = 0;
    cols->header = header;
    cols->header_number = 0;
    for (int i = 0; i < BDG_TABLE_COLUMNS; i++) {
        cols->c[i].heading = "";
        memset(cols->c[i].samples, 0, sizeof cols->c[i].samples);
    }
    for (int i = 0; seen < 40 && bdg_rows_next(row, &at, end) > 0; i++) {
        if (i == header) {
            take_heading(cols, row, pool);
            width = row->ncells;
        } else if (i > header) {
            take_samples(cols, row, pool);
            seen++;
            if (header < 0 && row->ncells > width)
                width = row->ncells;
        }
    }
    cols->n = width;
}

/* ---------------------------------------------------------------- what they mean */

static int already(const bdg_columns_t *cols, int target, int but)
{
    for (int i = 0; i < cols->n; i++)
        if (i != but && cols->c[i].target == target)
            return 1;
    return 0;
}

static void set(bdg_column_t *c, int target, bdg_sure_e sure)
{
    c->target = target;
    c->sure = target == BDG_TARGET_NONE ? BDG_SURE_NOT : sure;
}

static int remembered_target(const json_t *remembered, const char *plain, const bdg_award_rules_t *rules, bdg_order_e *order, apr_pool_t *pool)
{
    size_t i;
    const json_t *o;
    json_array_foreach(remembered, i, o) {
        const char *heading = bdg_json_get_str(o, "heading"), *key = bdg_json_get_str(o, "target"), *by = bdg_json_get_str(o, "sure");
        if (!heading || !key || !by || strcmp(bdg_heading_plain(heading, pool), plain))
            continue;
        *order = (bdg_order_e)json_integer_value(json_object_get(o, "order_chosen"));
        if (strcmp(by, "chosen") && strcmp(by, "remembered"))
            return -100;
        return *key ? bdg_target_by_key(key, rules) : BDG_TARGET_NONE;
    }
    return -100;
}

/* "Vorname", "Name": beside a first name, a mere "name" is the other part of it. */
static void parts_of_names(bdg_columns_t *cols, apr_pool_t *pool)
{
    int first = already(cols, BDG_TARGET_FIRST_NAME, -1), last = already(cols, BDG_TARGET_LAST_NAME, -1);
    for (int i = 0; i < cols->n; i++) {
        bdg_column_t *c = &cols->c[i];
        if (c->target != BDG_AWARD_NAME || first == last)
            continue;
        if (first && bdg_heading_part_of_name(bdg_heading_plain(c->heading, pool), BDG_TARGET_FIRST_NAME))
            set(c, BDG_TARGET_LAST_NAME, c->sure);
        else if (last && bdg_heading_part_of_name(bdg_heading_plain(c->heading, pool), BDG_TARGET_LAST_NAME))
            set(c, BDG_TARGET_FIRST_NAME, c->sure);
    }
    if (already(cols, BDG_AWARD_NAME, -1))   /* the whole name is there: its parts are not needed */
        for (int i = 0; i < cols->n; i++)
            if (cols->c[i].target == BDG_TARGET_FIRST_NAME || cols->c[i].target == BDG_TARGET_LAST_NAME)
                set(&cols->c[i], BDG_TARGET_NONE, BDG_SURE_NOT);
}

static int needed(int target) { return target == BDG_AWARD_IDENTITY || target == BDG_AWARD_NAME; }

/* Of several columns for the same thing the surest stays. Where two are as sure: what every recipient needs is asked, else the first counts. */
static void one_each(bdg_columns_t *cols)
{
    for (int i = 0; i < cols->n; i++)
        for (int k = i + 1; k < cols->n && cols->c[i].target != BDG_TARGET_NONE; k++) {
            bdg_column_t *a = &cols->c[i], *b = &cols->c[k];
            if (b->target != a->target)
                continue;
            if (b->sure > a->sure) {
                set(a, BDG_TARGET_NONE, BDG_SURE_NOT);
            } else if (a->sure > b->sure || !needed(a->target)) {
                set(b, BDG_TARGET_NONE, BDG_SURE_NOT);
                if (a->sure == BDG_SURE_KNOWN)
                    a->sure = BDG_SURE_GUESS;
            } else {
                a->sure = b->sure = BDG_SURE_GUESS;
            }
        }
}

static void guess_by_content(bdg_columns_t *cols)
{
    int best = -1;
    if (already(cols, BDG_AWARD_IDENTITY, -1))
        return;
    for (int i = 0; i < cols->n; i++)
        if (cols->c[i].target == BDG_TARGET_NONE && cols->c[i].emails * 2 >= cols->c[i].filled && cols->c[i].emails && (best < 0 || cols->c[i].emails > cols->c[best].emails))
            best = i;
    if (best >= 0)
        set(&cols->c[best], BDG_AWARD_IDENTITY, BDG_SURE_GUESS);
}

void bdg_columns_guess(bdg_columns_t *cols, const bdg_award_rules_t *rules, const json_t *remembered, apr_pool_t *pool)
{
    for (int i = 0; i < cols->n; i++) {
        bdg_column_t *c = &cols->c[i];
        const char *plain = bdg_heading_plain(c->heading, pool);
        bdg_sure_e sure = BDG_SURE_KNOWN;
        bdg_order_e order = BDG_ORDER_UNKNOWN;
        int t = *plain ? remembered_target(remembered, plain, rules, &order, pool) : -100;
        /* An order that was chosen once counts again, unless these dates say something themselves. */
        c->order_chosen = order != BDG_ORDER_UNKNOWN && !c->day_first && !c->month_first;
        c->order = order;
        if (t != -100) {
            set(c, t, BDG_SURE_REMEMBERED);
            c->sure = BDG_SURE_REMEMBERED;
            continue;
        }
        if ((t = attribute_named(plain, rules, pool)) == BDG_TARGET_NONE)
            t = bdg_heading_target(plain, &sure);
        set(c, t, sure);
    }
    parts_of_names(cols, pool);
    one_each(cols);
    for (int i = 0; i < cols->n; i++) {
        bdg_column_t *c = &cols->c[i];
        if (c->target != BDG_TARGET_NONE || c->sure != BDG_SURE_NOT || !c->filled)
            continue;
        const char *plain = bdg_heading_plain(c->heading, pool);
        int t = *plain ? bdg_heading_near_target(plain) : BDG_TARGET_NONE;
        for (int a = 0; a < rules->nattributes && t == BDG_TARGET_NONE && *plain; a++) {
            const char *name = bdg_heading_plain(rules->attributes[a].name, pool);
            if (bdg_headings_alike(plain, name) || (strlen(name) >= 4 && strstr(plain, name)))
                t = BDG_AWARD_FIXED + a;
        }
        if (t != BDG_TARGET_NONE && !already(cols, t, i))
            set(c, t, BDG_SURE_GUESS);
    }
    guess_by_content(cols);
    bdg_columns_settle(cols, rules);
}

static int is_date(int target, const bdg_award_rules_t *rules)
{
    if (target == BDG_AWARD_ISSUED || target == BDG_AWARD_EXPIRES)
        return 1;
    return target >= BDG_AWARD_FIXED && rules->attributes[target - BDG_AWARD_FIXED].type == BDG_ATTRIBUTE_DATE;
}

void bdg_columns_settle(bdg_columns_t *cols, const bdg_award_rules_t *rules)
{
    bdg_order_e other = BDG_ORDER_UNKNOWN;
    for (int i = 0; i < cols->n; i++) {
        bdg_column_t *c = &cols->c[i];
        c->decimal = c->comma > c->point ? BDG_DECIMAL_COMMA : c->point ? BDG_DECIMAL_POINT : BDG_DECIMAL_UNKNOWN;
        if (c->order_chosen)
            ;
        else if (c->day_first || c->month_first)
            c->order = c->day_first >= c->month_first ? BDG_ORDER_DAY_FIRST : BDG_ORDER_MONTH_FIRST;
        else
            c->order = BDG_ORDER_UNKNOWN;
        if (is_date(c->target, rules) && c->order != BDG_ORDER_UNKNOWN)
            other = c->order;
    }
    /* Who writes one column day first writes all of them so. */
    for (int i = 0; i < cols->n; i++)
        if (is_date(cols->c[i].target, rules) && cols->c[i].order == BDG_ORDER_UNKNOWN)
            cols->c[i].order = other;
}

/* ---------------------------------------------------------------- questions */

static void ask(bdg_question_t *out, int *n, int kind, int target, int column)
{
    if (*n < BDG_QUESTIONS)
        out[(*n)++] = (bdg_question_t){ kind, target, column };
}

static int columns_of(const bdg_columns_t *cols, int target)
{
    int n = 0;
    for (int i = 0; i < cols->n; i++)
        n += cols->c[i].target == target;
    return n;
}

static void ask_target(bdg_question_t *out, int *n, const bdg_columns_t *cols, int target)
{
    int k = columns_of(cols, target);
    if (target == BDG_AWARD_NAME && !k && (columns_of(cols, BDG_TARGET_FIRST_NAME) || columns_of(cols, BDG_TARGET_LAST_NAME)))
        return;
    if (!k)
        ask(out, n, BDG_ASK_MISSING, target, -1);
    else if (k > 1)
        ask(out, n, BDG_ASK_WHICH, target, -1);
}

int bdg_columns_questions(bdg_question_t out[BDG_QUESTIONS], const bdg_columns_t *cols, const bdg_award_rules_t *rules)
{
    int n = 0;
    ask_target(out, &n, cols, BDG_AWARD_IDENTITY);
    ask_target(out, &n, cols, BDG_AWARD_NAME);
    for (int i = 0; i < rules->nattributes; i++)
        if (rules->attributes[i].required)
            ask_target(out, &n, cols, BDG_AWARD_FIXED + i);
    for (int t = BDG_AWARD_IDENTITY_TYPE; t < BDG_AWARD_FIXED + rules->nattributes; t++)
        if (columns_of(cols, t) > 1 && (t < BDG_AWARD_FIXED || !rules->attributes[t - BDG_AWARD_FIXED].required))
            ask(out, &n, BDG_ASK_WHICH, t, -1);
    if (n)   /* one class of question at a time, the most fundamental first */
        return n;
    for (int i = 0; i < cols->n; i++)
        if (is_date(cols->c[i].target, rules) && cols->c[i].either && cols->c[i].order == BDG_ORDER_UNKNOWN)
            ask(out, &n, BDG_ASK_ORDER, cols->c[i].target, i);
    return n;
}

/* ---------------------------------------------------------------- names of targets */

const char *bdg_target_key(int target, const bdg_award_rules_t *rules, apr_pool_t *pool)
{
    if (target >= BDG_AWARD_FIXED)
        return apr_pstrcat(pool, "attribute:", rules->attributes[target - BDG_AWARD_FIXED].key, NULL);
    if (target >= 0)
        return bdg_award_field_keys[target];
    return target == BDG_TARGET_FIRST_NAME ? "first_name" : target == BDG_TARGET_LAST_NAME ? "last_name" : target == BDG_TARGET_REASONS ? "reasons" : "";
}

int bdg_target_by_key(const char *key, const bdg_award_rules_t *rules)
{
    if (!strncmp(key, "attribute:", 10)) {
        for (int i = 0; i < rules->nattributes; i++)
            if (!strcmp(rules->attributes[i].key, key + 10))
                return BDG_AWARD_FIXED + i;
        return BDG_TARGET_NONE;
    }
    for (int i = 0; i < BDG_AWARD_FIXED; i++)
        if (!strcmp(bdg_award_field_keys[i], key))
            return i;
    return !strcmp(key, "first_name") ? BDG_TARGET_FIRST_NAME : !strcmp(key, "last_name") ? BDG_TARGET_LAST_NAME : !strcmp(key, "reasons") ? BDG_TARGET_REASONS : BDG_TARGET_NONE;
}

const char *bdg_target_title(int target, const bdg_award_rules_t *rules)
{
    if (target >= BDG_AWARD_FIXED)
        return rules->attributes[target - BDG_AWARD_FIXED].name;
    if (target >= 0)
        return bdg_tr(bdg_award_field_titles[target]);
    return target == BDG_TARGET_FIRST_NAME ? _("First name") : target == BDG_TARGET_LAST_NAME ? _("Last name") : _("Not used");
}

int bdg_template_targets(int out[BDG_AWARD_FIELDS], const bdg_award_rules_t *rules)
{
    static const int fixed[] = { BDG_AWARD_NAME, BDG_AWARD_IDENTITY, BDG_AWARD_ISSUED, BDG_AWARD_EXPIRES, BDG_AWARD_NARRATIVE, BDG_AWARD_EVIDENCE_URL,
        BDG_AWARD_EVIDENCE_NARRATIVE, BDG_AWARD_EXTERNAL_ID };
    int n = 0;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        out[n++] = fixed[i];
    for (int i = 0; i < rules->nattributes; i++)
        out[n++] = BDG_AWARD_FIXED + i;
    return n;
}

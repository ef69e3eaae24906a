#include "store/framework.h"
#include "base/str.h"
#include "store/list.h"
#include <apr_strings.h>
#include <ctype.h>
#include <string.h>

#define WORDS_MAX 8          /* of what is searched for */
#define COMMON_MAX 4         /* that framework_items_by_common_words takes */

typedef struct take_t { bdg_framework_t *f; apr_pool_t *pool; } take_t;

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    bdg_framework_t *f = t->f = apr_pcalloc(t->pool, sizeof *f);
    int c = 0;
    f->id = bdg_row_int(row, c++);
    f->public_id = bdg_row_str(row, c++, t->pool);
    f->organisation_id = bdg_row_int(row, c++);
    f->name = bdg_row_str(row, c++, t->pool);
    f->publisher = bdg_row_str(row, c++, t->pool);
    f->url = bdg_row_str(row, c++, t->pool);
    f->version = bdg_row_str(row, c++, t->pool);
    f->identifier = bdg_row_str(row, c++, t->pool);
    f->kind = bdg_row_str(row, c++, t->pool);
    f->state = bdg_row_str(row, c++, t->pool);
    f->replaces_id = bdg_row_int(row, c++);
    f->item_count = (int)bdg_row_int(row, c++);
    f->created_at = bdg_row_time(row, c++);
    f->updated_at = bdg_row_time(row, c++);
    f->revision = (int)bdg_row_int(row, c++);
    f->organisation_name = bdg_row_str(row, c++, t->pool);
    f->by = bdg_row_str(row, c++, t->pool);
    return NULL;
}

bdg_err_t *bdg_framework_by_public_id(bdg_framework_t **out, bdg_db_t *db, const char *public_id, int64_t organisation_id, apr_pool_t *pool)
{
    take_t t = { NULL, pool };
    BDG_TRY(bdg_db_one(db, BDG_Q_FRAMEWORK_BY_PUBLIC_ID, BDG_ARGS(BDG_INT(organisation_id), BDG_STR(public_id)), take, &t));
    *out = t.f;
    return NULL;
}

/* --- changing */

bdg_err_t *bdg_framework_insert(bdg_framework_t *f, bdg_db_t *db, int64_t account_id)
{
    return bdg_db_exec(db, BDG_Q_FRAMEWORK_INSERT,
                       BDG_ARGS(BDG_STR(f->public_id), BDG_INT(f->organisation_id), BDG_STR(f->name), BDG_STR(f->publisher), BDG_STR(f->url), BDG_STR(f->version),
                                BDG_STR(f->identifier), BDG_STR(f->kind), BDG_INT_OR_NULL(f->replaces_id), BDG_INT(account_id)), NULL, &f->id);
}

bdg_err_t *bdg_framework_items_insert(bdg_db_t *db, int64_t framework_id, const bdg_framework_item_row_t *rows, int n, apr_pool_t *pool)
{
    bdg_arg_t *args = apr_palloc(pool, sizeof *args * 8 * (size_t)n), *a = args;
    for (int i = 0; i < n; i++, a += 8) {
        const bdg_framework_item_row_t *r = rows + i;
        const bdg_arg_t one[] = { BDG_INT(framework_id), BDG_INT(r->number), BDG_INT(r->parent), BDG_STR(r->code), BDG_STR(r->name), BDG_STR(r->description), BDG_STR(r->kind),
                                  BDG_STR(r->url) };
        memcpy(a, one, sizeof one);
    }
    return bdg_db_bulk(db, BDG_Q_FRAMEWORK_ITEM_INSERT, args, n);
}

bdg_err_t *bdg_framework_loaded(bdg_db_t *db, int64_t id, int64_t organisation_id, int items)
{
    return bdg_db_exec(db, BDG_Q_FRAMEWORK_LOADED, BDG_ARGS(BDG_INT(items), BDG_INT(id), BDG_INT(organisation_id)), NULL, NULL);
}

bdg_err_t *bdg_framework_set_state(bdg_db_t *db, const bdg_framework_t *f, const char *state)
{
    int64_t changed;
    BDG_TRY(bdg_db_exec(db, BDG_Q_FRAMEWORK_SET_STATE, BDG_ARGS(BDG_STR(state), BDG_INT(f->id), BDG_INT(f->organisation_id), BDG_INT(f->revision)), &changed, NULL));
    return changed ? NULL : bdg_err(BDG_E_CONFLICT, "Somebody else changed this framework at the same time.");
}

static bdg_err_t *take_id(void *baton, const bdg_row_t *row)
{
    *(int64_t *)baton = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_framework_sweep(bdg_db_t *db)
{
    int64_t id = 0, deleted = 0;
    BDG_TRY(bdg_db_each(db, BDG_Q_FRAMEWORK_STALE, BDG_NO_ARGS, take_id, &id));
    if (!id)
        return NULL;
    BDG_TRY(bdg_db_exec(db, BDG_Q_FRAMEWORK_ITEMS_DELETE, BDG_ARGS(BDG_INT(id)), &deleted, NULL));
    return deleted ? NULL : bdg_db_exec(db, BDG_Q_FRAMEWORK_DELETE_STALE, BDG_ARGS(BDG_INT(id)), NULL, NULL);
}

/* --- lists */

static bdg_err_t *take_row(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_framework_row_t *r = apr_array_push(l->rows);
    r->public_id = bdg_row_str(row, 0, l->pool);
    r->name = bdg_row_str(row, 1, l->pool);
    r->publisher = bdg_row_str(row, 2, l->pool);
    r->version = bdg_row_str(row, 3, l->pool);
    r->state = bdg_row_str(row, 4, l->pool);
    r->item_count = (int)bdg_row_int(row, 5);
    r->updated_at = bdg_row_time(row, 6);
    r->own = (int)bdg_row_int(row, 7);
    r->organisation_name = bdg_row_str(row, 8, l->pool);
    return NULL;
}

#define FILTER(f) BDG_INT((f)->organisation_id), BDG_STR((f)->state), BDG_STR((f)->state), BDG_STR((f)->like), BDG_STR((f)->like)

bdg_err_t *bdg_framework_list(apr_array_header_t **rows, bdg_db_t *db, const bdg_framework_filter_t *f, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_framework_row_t), pool);
    BDG_TRY(bdg_db_each(db, f->newer ? BDG_Q_FRAMEWORK_LIST_NEWER : BDG_Q_FRAMEWORK_LIST_OLDER,
                        BDG_ARGS(BDG_INT(f->organisation_id), FILTER(f), BDG_STR(f->cursor), BDG_INT(f->limit + 1)), take_row, &l));
    *rows = bdg_list_end(&l, f->newer);
    return NULL;
}

bdg_err_t *bdg_framework_count(int64_t *n, bdg_db_t *db, const bdg_framework_filter_t *f) { return bdg_db_int(db, BDG_Q_FRAMEWORK_LIST_COUNT, BDG_ARGS(FILTER(f)), n); }

static bdg_err_t *take_choice(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_framework_choice_t *c = apr_array_push(l->rows);
    c->id = bdg_row_int(row, 0);
    c->public_id = bdg_row_str(row, 1, l->pool);
    c->name = bdg_row_str(row, 2, l->pool);
    return NULL;
}

bdg_err_t *bdg_framework_choices(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_framework_choice_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_FRAMEWORK_CHOICES, BDG_ARGS(BDG_INT(organisation_id)), take_choice, &l));
    *rows = bdg_list_end(&l, 0);
    return NULL;
}

/* --- items */

static bdg_err_t *take_item(void *baton, const bdg_row_t *row)
{
    bdg_list_t *l = baton;
    bdg_framework_found_t *r = apr_array_push(l->rows);
    int c = 0;
    r->framework = bdg_row_str(row, c++, l->pool);
    r->framework_name = bdg_row_str(row, c++, l->pool);
    r->framework_url = bdg_row_str(row, c++, l->pool);
    r->number = (int)bdg_row_int(row, c++);
    r->code = bdg_row_str(row, c++, l->pool);
    r->name = bdg_row_str(row, c++, l->pool);
    r->description = bdg_row_str(row, c++, l->pool);
    r->kind = bdg_row_str(row, c++, l->pool);
    r->url = bdg_row_str(row, c++, l->pool);
    r->parent_name = bdg_row_str(row, c++, l->pool);
    return NULL;
}

/* The words that InnoDB leaves out of its index (INNODB_FT_DEFAULT_STOPWORD), of three letters and more: asking for one would find nothing. */
static int common(const char *word, size_t len)
{
    static const char *const words[] = { "about", "are", "com", "for", "from", "how", "that", "the", "this", "was", "what", "when", "where", "who", "will", "with", "und", "www", NULL };
    for (int i = 0; words[i]; i++)
        if (strlen(words[i]) == len && !strncasecmp(words[i], word, len))
            return 1;
    return 0;
}

typedef struct words_t { const char *list[WORDS_MAX]; int n; } words_t;

/* Letters, digits and all that is not ASCII make words; the rest of ASCII is between them (which leaves no operator of the boolean mode, and none of LIKE). */
static words_t words_of(const char *typed, apr_pool_t *pool)
{
    words_t out = { { 0 }, 0 };
    while (*typed && out.n < WORDS_MAX) {
        size_t len = 0;
        while (typed[len] && (isalnum((unsigned char)typed[len]) || (unsigned char)typed[len] >= 0x80))
            len++;
        if (len >= 3 && len < 80 && !common(typed, len))
            out.list[out.n++] = apr_pstrmemdup(pool, typed, len);
        typed += len ? len : 1;
    }
    return out;
}

/* "+one* +two*"; NULL without a word that counts. */
static const char *boolean_of(const words_t *words, apr_pool_t *pool)
{
    const char *out = NULL;
    for (int i = 0; i < words->n; i++)
        out = apr_pstrcat(pool, out ? out : "", out ? " +" : "+", words->list[i], "*", NULL);
    return out;
}

static const char *begins_a_word(const words_t *words, int i, apr_pool_t *pool) { return i < words->n ? apr_pstrcat(pool, "% ", words->list[i], "%", NULL) : "%"; }

/* The beginning of a code: no blanks, and % _ and \ stand for themselves. NULL for what cannot be one. */
static const char *code_of(const char *typed, apr_pool_t *pool)
{
    size_t len = strlen(typed);
    if (!len || len > 100 || strpbrk(typed, " \t\r\n"))
        return NULL;
    char *out = apr_palloc(pool, 2 * len + 2), *to = out;
    for (; *typed; typed++) {
        if (strchr("%_\\", *typed))
            *to++ = '\\';
        *to++ = *typed;
    }
    *to++ = '%';
    *to = 0;
    return out;
}

static void without_doubles(apr_array_header_t *rows, int before)
{
    int n = before;
    for (int i = before; i < rows->nelts; i++) {
        const bdg_framework_found_t *r = &APR_ARRAY_IDX(rows, i, bdg_framework_found_t);
        int there = 0;
        for (int k = 0; k < before && !there; k++)
            there = APR_ARRAY_IDX(rows, k, bdg_framework_found_t).number == r->number && !strcmp(APR_ARRAY_IDX(rows, k, bdg_framework_found_t).framework, r->framework);
        if (!there)
            APR_ARRAY_IDX(rows, n++, bdg_framework_found_t) = *r;
    }
    rows->nelts = n;
}

/* First where words stand that many have; where that is not enough, all that have them. */
static bdg_err_t *by_words(bdg_list_t *l, bdg_db_t *db, int64_t organisation_id, const char *framework, const words_t *words, int limit, apr_pool_t *pool)
{
    int before = l->rows->nelts;
    if (words->n && words->n <= COMMON_MAX) {
        BDG_TRY(bdg_db_each(db, BDG_Q_FRAMEWORK_ITEMS_BY_COMMON_WORDS,
                            BDG_ARGS(BDG_INT(organisation_id), BDG_STR(framework), BDG_STR(framework), BDG_STR(begins_a_word(words, 0, pool)), BDG_STR(begins_a_word(words, 1, pool)),
                                     BDG_STR(begins_a_word(words, 2, pool)), BDG_STR(begins_a_word(words, 3, pool)), BDG_INT(limit)), take_item, l));
        if (l->rows->nelts - before == limit)
            return NULL;
        l->rows->nelts = before;
    }
    return bdg_db_each(db, BDG_Q_FRAMEWORK_ITEMS_BY_WORDS,
                       BDG_ARGS(BDG_INT(organisation_id), BDG_STR(boolean_of(words, pool)), BDG_STR(framework), BDG_STR(framework), BDG_INT(limit)), take_item, l);
}

bdg_err_t *bdg_framework_find(apr_array_header_t **rows, bdg_db_t *db, int64_t organisation_id, const char *framework, const char *typed, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_framework_found_t), pool);
    const char *clean = bdg_text_clean(typed, strlen(typed), 0, pool), *code = code_of(clean, pool);
    words_t words = words_of(clean, pool);
    framework = bdg_or_null(framework);
    if (code)
        BDG_TRY(bdg_db_each(db, BDG_Q_FRAMEWORK_ITEMS_BY_CODE, BDG_ARGS(BDG_STR(code), BDG_INT(organisation_id), BDG_STR(framework), BDG_STR(framework), BDG_INT(limit)), take_item, &l));
    int before = l.rows->nelts;
    if (words.n && before < limit)
        BDG_TRY(by_words(&l, db, organisation_id, framework, &words, limit - before, pool));
    without_doubles(l.rows, before);
    *rows = bdg_list_end(&l, 0);
    return NULL;
}

bdg_err_t *bdg_framework_find_within(apr_array_header_t **rows, bdg_db_t *db, int64_t id, const char *typed, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_framework_found_t), pool);
    const char *clean = bdg_text_clean(typed, strlen(typed), 0, pool), *code = code_of(clean, pool);
    words_t words = words_of(clean, pool);
    if (code)
        BDG_TRY(bdg_db_each(db, BDG_Q_FRAMEWORK_ITEMS_WITHIN_BY_CODE, BDG_ARGS(BDG_STR(code), BDG_INT(id), BDG_INT(limit)), take_item, &l));
    int before = l.rows->nelts;
    if (words.n && before < limit)
        BDG_TRY(bdg_db_each(db, BDG_Q_FRAMEWORK_ITEMS_WITHIN, BDG_ARGS(BDG_STR(boolean_of(&words, pool)), BDG_INT(id), BDG_INT(limit - before)), take_item, &l));
    without_doubles(l.rows, before);
    *rows = bdg_list_end(&l, 0);
    return NULL;
}

bdg_err_t *bdg_framework_items(apr_array_header_t **rows, bdg_db_t *db, int64_t id, int after, int limit, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_framework_found_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_FRAMEWORK_ITEMS_IN_ORDER, BDG_ARGS(BDG_INT(id), BDG_INT(after), BDG_INT(limit)), take_item, &l));
    *rows = bdg_list_end(&l, 0);
    return NULL;
}

bdg_err_t *bdg_framework_item(bdg_framework_found_t **out, bdg_db_t *db, int64_t organisation_id, const char *framework, int number, apr_pool_t *pool)
{
    bdg_list_t l = bdg_list_make(sizeof(bdg_framework_found_t), pool);
    BDG_TRY(bdg_db_each(db, BDG_Q_FRAMEWORK_ITEM_ONE, BDG_ARGS(BDG_INT(organisation_id), BDG_STR(framework), BDG_INT(number)), take_item, &l));
    if (!l.rows->nelts)
        return bdg_err(BDG_E_NOT_FOUND, "There is no such thing here.");
    *out = &APR_ARRAY_IDX(l.rows, 0, bdg_framework_found_t);
    return NULL;
}

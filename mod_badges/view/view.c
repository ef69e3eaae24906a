#include "view/view.h"
#include "view/mustache.h"
#include "view/sentences.h"
#include "base/fault.h"
#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>

#define MAX_FILE (256 * 1024)
#define MAX_FOLDERS 8
#define STRING_STEPS 20000
#define STRING_DEPTH 20

struct bdg_view_t {
    const bdg_languages_t *languages;
    bdg_mustache_set_t **sets;       /* one for each language */
    int count;
    bdg_view_sentence_fn *tell;      /* only told, not compiled */
    void *tell_baton;
};

typedef struct translator_t { const bdg_view_t *view; const bdg_language_t *language; const char *file; } translator_t;

static const char *const raw_names[] = { "*_html", NULL };

static bdg_err_t *unreadable(const char *path, apr_status_t rv)
{
    char why[200];
    return bdg_err_detail(bdg_err(APR_STATUS_IS_ENOENT(rv) ? BDG_E_NOT_FOUND : BDG_E_INTERNAL, "Templates cannot be read: %s.", path), "%s",
                          apr_strerror(rv, why, sizeof why));
}

static bdg_err_t *read_file(char **text, size_t *len, const char *path, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_status_t rv = BDG_FAULT_HIT(BDG_FAULT_IO) ? APR_EGENERAL : apr_file_open(&file, path, APR_FOPEN_READ | APR_FOPEN_BINARY, 0, pool);
    if (rv)
        return unreadable(path, rv);
    *text = apr_palloc(pool, MAX_FILE + 1);
    rv = apr_file_read_full(file, *text, MAX_FILE + 1, len);
    apr_file_close(file);
    if (rv && !APR_STATUS_IS_EOF(rv))
        return unreadable(path, rv);
    if (*len > MAX_FILE)
        return bdg_err(BDG_E_TOO_LARGE, "The template %s is larger than %d bytes.", path, MAX_FILE);
    return NULL;
}

static int ends_with(const char *s, const char *ending)
{
    size_t n = strlen(s), e = strlen(ending);
    return n > e && !strcmp(s + n - e, ending);
}

static const char *translated(void *baton, const char *sentence, unsigned line)
{
    const translator_t *t = baton;
    (void)line;
    return bdg_language_find(t->language, sentence);
}

static const char *told(void *baton, const char *sentence, unsigned line)
{
    const translator_t *t = baton;
    t->view->tell(t->view->tell_baton, t->file, line, sentence);
    return NULL;
}

static bdg_err_t *compile_in(bdg_view_t *view, int language, const char *name, const char *file, const char *text, size_t len, int html, apr_pool_t *pool)
{
    translator_t t = { view, view->languages->list[language], file };
    if (language || view->tell) {
        bdg_buf_t *b = bdg_buf_make(4 * MAX_FILE, pool);
        BDG_TRY(bdg_sentences_translate(b, file, text, len, html, view->tell ? told : translated, &t, pool));
        text = b->data ? b->data : "";
        len = b->len;
    }
    return view->tell ? NULL : bdg_mustache_add(view->sets[language], name, file, text, len, html, pool);
}

static bdg_err_t *load_file(bdg_view_t *view, const char *path, const char *name, apr_pool_t *pool)
{
    char *text = NULL;
    size_t len = 0;
    int html = ends_with(name, ".html");
    if (!html && !ends_with(name, ".txt"))
        return NULL;
    BDG_TRY(read_file(&text, &len, path, pool));
    view->count++;
    for (int i = 0; i < view->languages->count; i++)
        BDG_TRY(compile_in(view, i, html ? apr_pstrmemdup(pool, name, strlen(name) - 5) : name, name, text, len, html, pool));
    return NULL;
}

static bdg_err_t *load_folder(bdg_view_t *view, const char *path, const char *prefix, int depth, apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t entry;
    bdg_err_t *err = NULL;
    if (depth > MAX_FOLDERS)
        return bdg_err(BDG_E_TOO_LARGE, "Templates lie in more than %d folders inside each other: %s.", MAX_FOLDERS, path);
    apr_status_t rv = apr_dir_open(&dir, path, pool);
    if (rv)
        return unreadable(path, rv);
    apr_pool_t *iterpool;
    apr_pool_create(&iterpool, pool);
    while (!err && (rv = apr_dir_read(&entry, APR_FINFO_NAME, dir)) == APR_SUCCESS) {
        apr_pool_clear(iterpool);
        if (entry.name[0] == '.')
            continue;
        apr_finfo_t target;
        const char *below = apr_pstrcat(iterpool, path, "/", entry.name, NULL);
        const char *name = apr_pstrcat(iterpool, prefix, entry.name, NULL);
        apr_status_t seen = apr_stat(&target, below, APR_FINFO_TYPE, iterpool);
        if (seen)
            err = unreadable(below, seen);
        else if (target.filetype == APR_DIR)
            err = load_folder(view, below, apr_pstrcat(iterpool, name, "/", NULL), depth + 1, iterpool);
        else if (target.filetype == APR_REG)
            err = load_file(view, below, name, iterpool);
    }
    apr_dir_close(dir);
    apr_pool_destroy(iterpool);
    return err || APR_STATUS_IS_ENOENT(rv) ? err : unreadable(path, rv);
}

bdg_err_t *bdg_view_load_in(bdg_view_t **out, const char *templates_dir, const bdg_languages_t *languages, apr_pool_t *pool)
{
    bdg_mustache_opt_t opt = { .raw = raw_names };
    bdg_view_t *view = apr_pcalloc(pool, sizeof *view);
    *out = NULL;
    view->languages = languages;
    view->sets = apr_palloc(pool, (size_t)languages->count * sizeof *view->sets);
    for (int i = 0; i < languages->count; i++)
        view->sets[i] = bdg_mustache_set_make(&opt, pool);
    BDG_TRY(load_folder(view, templates_dir, "", 1, pool));
    if (!view->count)
        return bdg_err(BDG_E_NOT_FOUND, "There are no templates in %s.", templates_dir);
    for (int i = 0; i < languages->count; i++)
        BDG_TRY(bdg_mustache_link(view->sets[i]));
    *out = view;
    return NULL;
}

bdg_err_t *bdg_view_load(bdg_view_t **out, const char *templates_dir, apr_pool_t *pool)
{
    return bdg_view_load_in(out, templates_dir, &bdg_only_english, pool);
}

bdg_err_t *bdg_view_sentences(const char *templates_dir, bdg_view_sentence_fn *fn, void *baton, apr_pool_t *pool)
{
    bdg_view_t view = { .languages = &bdg_only_english, .tell = fn, .tell_baton = baton };
    return load_folder(&view, templates_dir, "", 1, pool);
}

const bdg_languages_t *bdg_view_languages(const bdg_view_t *view) { return view->languages; }

int bdg_view_has(const bdg_view_t *view, const char *name) { return bdg_mustache_get(view->sets[0], name) != NULL; }

bdg_err_t *bdg_view_render(const bdg_view_t *view, const char *name, const json_t *model, bdg_buf_t *out)
{
    int language = bdg_language_now()->index;
    const bdg_mustache_t *t = bdg_mustache_get(view->sets[language < view->languages->count ? language : 0], name);
    if (!t)
        return bdg_err_detail(bdg_err(BDG_E_INTERNAL, "This page cannot be shown."), "no template \"%s\"", name);
    return bdg_mustache_render(t, model, out);
}

static bdg_err_t *compile(const bdg_mustache_t **out, const char *text, size_t len, bdg_view_kind_e kind, const char *const *names, apr_pool_t *pool)
{
    bdg_mustache_opt_t opt = { .raw = raw_names, .names = names, .no_partials = 1, .max_steps = STRING_STEPS, .max_depth = STRING_DEPTH };
    if (len > MAX_FILE)
        return bdg_err(BDG_E_TOO_LARGE, "This text is larger than %d bytes.", MAX_FILE);
    bdg_mustache_set_t *set = bdg_mustache_set_make(&opt, pool);
    BDG_TRY(bdg_mustache_add(set, "", NULL, text, len, kind == BDG_VIEW_HTML, pool));
    *out = bdg_mustache_get(set, "");
    return NULL;
}

bdg_err_t *bdg_view_render_string(const char *text, size_t len, bdg_view_kind_e kind, const json_t *model, bdg_buf_t *out,
                                  apr_pool_t *scratch_pool)
{
    const bdg_mustache_t *t;
    BDG_TRY(compile(&t, text, len, kind, NULL, scratch_pool));
    return bdg_mustache_render(t, model, out);
}

bdg_err_t *bdg_view_fill(const char *text, size_t len, const char *const *names, const json_t *model, bdg_buf_t *out, apr_pool_t *scratch_pool)
{
    const bdg_mustache_t *t;
    BDG_TRY(compile(&t, text, len, BDG_VIEW_TEXT, names, scratch_pool));
    return bdg_mustache_render(t, model, out);
}

bdg_err_t *bdg_view_check_string(const char *text, size_t len, bdg_view_kind_e kind, apr_pool_t *scratch_pool)
{
    const bdg_mustache_t *t;
    return compile(&t, text, len, kind, NULL, scratch_pool);
}

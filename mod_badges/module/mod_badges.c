/* Hooks and life cycle. */
#include "module/module.h"
#include "base/id.h"
#include "base/kept.h"
#include "base/log.h"
#include "core/openbadges/contexts.h"
#include "io/guard.h"
#include "io/outside.h"
#include "io/secret_file.h"
#include "web/cache.h"
#include "web/gate.h"
#include <ap_mpm.h>
#include <dlfcn.h>
#include <http_main.h>

static server_rec *log_server;

static void to_error_log(void *baton, bdg_log_level_e level, const char *file, int line, const char *text)
{
    static const int levels[] = { APLOG_ERR, APLOG_WARNING, APLOG_NOTICE, APLOG_INFO, APLOG_DEBUG };
    (void)baton;
    ap_log_error(file, line, APLOG_MODULE_INDEX, levels[level], 0, log_server, "%s", text);
}

/* In the parent, while it may still read what its children may not. Everything but signing works without. */
static void read_secret(server_rec *s, bdg_site_t *site, apr_pool_t *pconf)
{
    bdg_secret_file_open(site, pconf);
    if (!site->secret_file)
        ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, s, "BDG0012: BadgesSecretFile is not set: credentials are offered without signatures");
    else if (!site->secret)
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, s, "BDG0013: BadgesSecretFile: %s Credentials are not signed until this is right", site->secret_wrong);
}

/* One configuration generation: read what was configured, load the templates. A server without BadgesBaseURL simply does not take part. */
static int post_config(apr_pool_t *pconf, apr_pool_t *plog, apr_pool_t *ptemp, server_rec *main_server)
{
    (void)plog;
    if (ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG)
        return OK;
    log_server = main_server;
    bdg_log_set(to_error_log, NULL);
    bdg_outside_init();
    for (server_rec *s = main_server; s; s = s->next) {
        bdg_server_conf_t *c = bdg_conf(s);
        if (!c->site.base_url)
            continue;
        bdg_guard_t *guard;
        bdg_err_t *e = bdg_site_finish(&c->site, pconf);
        if (!e)   /* held against its rules here, so that a slip shows at the start */
            e = bdg_guard_make(&guard, c->site.verify_allow, ptemp);
        const bdg_languages_t *languages = NULL;
        if (!e)
            e = bdg_languages_load(&languages, c->site.locale, pconf);
        if (!e)
            e = bdg_view_load_in(&c->server.view, apr_pstrcat(pconf, c->site.htdocs, "/templates", NULL), languages, pconf);
        if (e) {
            ap_log_error(APLOG_MARK, APLOG_CRIT, 0, s, "BDG0010: mod_badges cannot start: %s%s%s", e->message, e->detail ? ": " : "", e->detail ? e->detail : "");
            bdg_err_clear(e);
            return HTTP_INTERNAL_SERVER_ERROR;
        }
        read_secret(s, &c->site, pconf);
        unsigned char hash[32];
        c->setup_token = bdg_token_new(hash, pconf);
        c->ready = 1;
    }
    ap_add_version_component(pconf, "mod_badges/" BDG_VERSION);
    return OK;
}

/* A child never lets go of this library and of those that it needs: threads that nobody can join (a look-up of libcurl that was given up) may be in their
 * code while exit() unloads modules. The parent does, so that a restart takes what was installed. */
static void stay_loaded(void)
{
    Dl_info info;
    if (!dladdr(&badges_module, &info) || !dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE))
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, log_server, "BDG0015: the module cannot be kept loaded: %s", dlerror());
}

static apr_status_t empty_kept(void *unused)
{
    (void)unused;
    bdg_kept_end();
    return APR_SUCCESS;
}

static void child_init(apr_pool_t *pchild, server_rec *main_server)
{
    stay_loaded();
    apr_pool_cleanup_register(pchild, NULL, empty_kept, apr_pool_cleanup_null);
    for (server_rec *s = main_server; s; s = s->next) {
        bdg_server_conf_t *c = bdg_conf(s);
        if (!c->ready)
            continue;
        c->server.site = &c->site;
        if (!bdg_lease_init(s, pchild, c)) {
            c->ready = 0;
            continue;
        }
        bdg_err_t *e = c->site.cache_bytes ? bdg_cache_make(&c->server.cache, c->site.cache_bytes, pchild) : NULL;
        if (!e)
            e = bdg_gate_make(&c->server.hash_gate, (int)c->site.hash_concurrency_n, 16, pchild);
        bdg_contexts_t *contexts = NULL;
        if (!e)
            e = bdg_contexts_make(&contexts, pchild);
        c->server.contexts = contexts;
        if (e) {
            bdg_log_err(BDG_LOG_ERROR, "BDG0011", e, "child start");
            bdg_err_clear(e);
            c->ready = 0;
            continue;
        }
        bdg_work_start(s, pchild, c);
    }
}

static int applies(request_rec *r)
{
    bdg_dir_conf_t *d = ap_get_module_config(r->per_dir_config, &badges_module);
    return d->on == 1;
}

/* Set by translate() for the hooks after it, because map_to_storage runs with the server's defaults, not with those of the location. */
static char page_mark;

/* An address of ours that is no file. What another module has claimed meanwhile (a proxy) stays its own. */
static int is_page(request_rec *r) { return ap_get_module_config(r->request_config, &badges_module) == &page_mark && !r->proxyreq; }

/* /static/-HASH/file and /static/file are files of BadgesHtdocs: httpd serves them itself. Everything else below the prefix has no file. */
static int translate(request_rec *r)
{
    bdg_server_conf_t *c = bdg_conf(r->server);
    const char *path = c->ready ? bdg_below(r, &c->site) : NULL;
    if (!path)
        return DECLINED;
    if (strncmp(path, "/static/", 8)) {
        if (applies(r))
            ap_set_module_config(r->request_config, &badges_module, &page_mark);
        return DECLINED;
    }
    path += 7;
    if (path[1] == '-') {
        path = strchr(path + 1, '/');
        if (!path)
            return DECLINED;
        apr_table_setn(r->notes, "badges-hashed", "1");
    }
    r->filename = apr_pstrcat(r->pool, c->site.htdocs, "/static", path, NULL);
    return OK;
}

static int is_static(request_rec *r, const bdg_site_t *site)
{
    const char *path = bdg_below(r, site);
    return path && !strncmp(path, "/static/", 8);
}

/* Pages are spared the walk through the file system, and guesses from the ending of their address. */
static int map_to_storage(request_rec *r) { return is_page(r) ? OK : DECLINED; }
static int type_checker(request_rec *r) { return is_page(r) ? OK : DECLINED; }

static int fixups(request_rec *r)
{
    bdg_server_conf_t *c = bdg_conf(r->server);
    if (!c->ready || !is_static(r, &c->site) || !applies(r))
        return DECLINED;
    apr_table_setn(r->headers_out, "X-Content-Type-Options", "nosniff");
    apr_table_setn(r->headers_out, "Cache-Control", apr_table_get(r->notes, "badges-hashed") ? "public, max-age=31536000, immutable" : "public, max-age=300");
    return DECLINED;
}

static int handler(request_rec *r)
{
    bdg_server_conf_t *c = bdg_conf(r->server);
    if (!applies(r))
        return DECLINED;
    if (!c->ready) {
        if (!c->site.base_url)
            return DECLINED;
        return HTTP_SERVICE_UNAVAILABLE;
    }
    if (is_static(r, &c->site) && r->finfo.filetype == APR_REG)
        return DECLINED;
    return bdg_serve(r);
}

static void hooks(apr_pool_t *p)
{
    (void)p;
    bdg_outside_first();
    ap_hook_post_config(post_config, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_child_init(child_init, NULL, NULL, APR_HOOK_LAST);     /* after mod_dbd's */
    ap_hook_translate_name(translate, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_map_to_storage(map_to_storage, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_type_checker(type_checker, NULL, NULL, APR_HOOK_FIRST);
    ap_hook_fixups(fixups, NULL, NULL, APR_HOOK_MIDDLE);
    ap_hook_handler(handler, NULL, NULL, APR_HOOK_MIDDLE);
}

module AP_MODULE_DECLARE_DATA __attribute__((visibility("default"))) badges_module = {
    STANDARD20_MODULE_STUFF, bdg_conf_dir_make, bdg_conf_dir_merge, bdg_conf_server_make, bdg_conf_server_merge, bdg_commands, hooks,
    AP_MODULE_FLAG_NONE
};

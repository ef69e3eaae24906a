/* Directives: one for each row of bdg_settings[], and Badges On|Off per location. */
#include "module/module.h"

bdg_server_conf_t *bdg_conf(server_rec *s) { return ap_get_module_config(s->module_config, &badges_module); }

void *bdg_conf_server_make(apr_pool_t *p, server_rec *s)
{
    (void)s;
    return apr_pcalloc(p, sizeof(bdg_server_conf_t));
}

void *bdg_conf_server_merge(apr_pool_t *p, void *base, void *more)
{
    bdg_server_conf_t *c = apr_pcalloc(p, sizeof *c);
    bdg_site_merge(&c->site, &((bdg_server_conf_t *)base)->site, &((bdg_server_conf_t *)more)->site);
    return c;
}

void *bdg_conf_dir_make(apr_pool_t *p, char *dir)
{
    (void)dir;
    bdg_dir_conf_t *c = apr_pcalloc(p, sizeof *c);
    c->on = -1;
    return c;
}

void *bdg_conf_dir_merge(apr_pool_t *p, void *base, void *more)
{
    bdg_dir_conf_t *c = apr_pmemdup(p, base, sizeof *c);
    if (((bdg_dir_conf_t *)more)->on != -1)
        c->on = ((bdg_dir_conf_t *)more)->on;
    return c;
}

static const char *set_on(cmd_parms *cmd, void *dir, int flag)
{
    (void)cmd;
    ((bdg_dir_conf_t *)dir)->on = flag;
    return NULL;
}

static const char *set_one(cmd_parms *cmd, void *dir, const char *value)
{
    (void)dir;
    const char *why = ap_check_cmd_context(cmd, NOT_IN_DIR_LOC_FILE);
    if (why)
        return why;
    why = bdg_site_set(&bdg_conf(cmd->server)->site, cmd->cmd->name, value);
    return why ? apr_pstrcat(cmd->pool, cmd->cmd->name, " ", why, NULL) : NULL;
}

const command_rec bdg_commands[] = {
    AP_INIT_FLAG("Badges", set_on, NULL, ACCESS_CONF, "On: mod_badges answers here"),
#define X(field, directive, kind, def, doc) AP_INIT_TAKE1(directive, set_one, NULL, RSRC_CONF, doc),
    BDG_SETTINGS(X)
#undef X
    { NULL, { NULL }, NULL, 0, RAW_ARGS, NULL }
};

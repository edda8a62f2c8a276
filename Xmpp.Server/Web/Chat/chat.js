// Starts Converse.js for the host that the page names. The connection is where the page came from, and nothing is asked
// of anybody else.
const { host, locked, registration, assets } = document.documentElement.dataset;
const { default: exported } = await import(`${assets}converse.min.js`);
const converse = exported?.initialize ? exported : window.converse;
const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
const roomSearch = 'https://xmlns.zombofant.net/muclumbus/search/1.0';

// Its footer loads pictures from the web.
customElements.define('converse-footer', class extends HTMLElement {});

converse.plugins.add('xmppserver', {
    dependencies: ['converse-roster'],
    initialize() {
        const { api, exports } = this._converse;
        // COMPAT(Converse 14.0.0): who accepts a request is to ask back, and calls subscribe(), which listens to the model.
        const contact = exports.RosterContact.prototype;
        const listen = contact.subscribe;
        contact.subscribe = function (...listeners) {
            return listeners.length > 0 ? listen.apply(this, listeners) : this.subscribeToPresence();
        };
        const ask = api.sendIQ;
        // The field for a room's name tells a search engine (api@search.jabber.network) each letter, and cannot do without.
        api.sendIQ = (iq, ...rest) =>
            iq?.tree && `${iq}`.includes(roomSearch) ? Promise.resolve(document.createElement('iq')) : ask(iq, ...rest);
    },
});

converse.initialize({
    assets_path: assets,
    view_mode: 'fullscreen',
    authentication: 'login',
    auto_reconnect: true,
    discover_connection_methods: false,
    websocket_url: `${scheme}//${location.host}/xmpp-websocket`,
    ...(locked === 'true' ? { locked_domain: host } : { default_domain: host }),
    allow_registration: registration === 'true',
    registration_domain: host,
    autocomplete_providers_url: '', // lists of servers from elsewhere
    xmpp_providers_url: '',
    muc_domain: `conference.${host}`,
    message_archiving: 'always',
    loglevel: 'warn',
    whitelisted_plugins: ['xmppserver'],
});

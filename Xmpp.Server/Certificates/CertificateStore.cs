using System.Collections.Frozen;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Certificates;

/// <summary>
/// The certificates in use, per host. New files are taken when they are whole and valid, otherwise the old ones
/// stay (cases OPS-01); connections that exist are not touched.
/// </summary>
public sealed class CertificateStore
{
    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _reload = new();
    private volatile IReadOnlyList<CertificateSlot> _slots;
    private volatile State _state = new([], FrozenDictionary<string, HostCertificate>.Empty);

    /// <summary>Remembers where to look; nothing is read before <see cref="Load"/>.</summary>
    public CertificateStore(
        IReadOnlyList<HostOptions> hosts, string dataDirectory, TimeProvider time, ILogger<CertificateStore> logger)
    {
        _directory = DirectoryIn(dataDirectory);
        _slots = [.. hosts.Select(host => new CertificateSlot(host, _directory))];
        _time = time;
        _logger = logger;
    }

    /// <summary>There are others whose files are to be looked at.</summary>
    public event Action? HostsChanged;

    /// <summary>The certificates that were just replaced, after new handshakes began to use them.</summary>
    public event Action<IReadOnlyList<HostCertificate>>? Changed;

    /// <summary>New files of a host were refused.</summary>
    public event Action<string>? Refused;

    /// <summary>Where the certificates are that this server makes.</summary>
    public static string DirectoryIn(string dataDirectory) => Path.Combine(dataDirectory, "certificates");

    /// <summary>In the order of the configuration; never empty after <see cref="Load"/>.</summary>
    public IReadOnlyList<HostCertificate> Certificates => _state.All;

    internal IEnumerable<CertificateFiles> Files => _slots.Select(slot => slot.Files).Distinct();

    /// <summary>Reads all; makes those that are not configured. Throws <see cref="CertificateException"/>.</summary>
    public void Load()
    {
        lock (_reload)
        {
            foreach (var slot in _slots)
                LoadOne(slot, isReplacement: false);
            Publish();
        }
    }

    /// <summary>
    /// Reads what hosts need that are new or have other files, and changes nothing; the action that is returned brings it
    /// into use. Hosts that are there with the same files keep what they have.
    /// </summary>
    /// <param name="hosts">All, in their order: those that are not among them are forgotten.</param>
    /// <exception cref="CertificateException">A certificate cannot be used.</exception>
    public Action Prepare(IReadOnlyList<HostOptions> hosts)
    {
        lock (_reload)
        {
            List<CertificateSlot> replacing = [];
            var next = hosts.Select(host => PrepareOne(new CertificateSlot(host, _directory), replacing)).ToList();
            return () =>
            {
                lock (_reload)
                {
                    _slots = next;
                    Publish();
                }
                HostsChanged?.Invoke();
                if (replacing.Count > 0)
                    Changed?.Invoke([.. replacing.Select(slot => slot.Current).OfType<HostCertificate>()]);
            };
        }
    }

    /// <summary>Looks at the files of every host and takes what is new and good.</summary>
    public void Reload()
    {
        List<HostCertificate> taken = [];
        lock (_reload)
        {
            foreach (var slot in _slots.Where(slot => slot.HasChanged))
            {
                if (TryTake(slot) is { } certificate)
                    taken.Add(certificate);
            }
            if (taken.Count > 0)
                Publish();
        }
        if (taken.Count > 0)
            Changed?.Invoke(taken);
    }

    /// <summary>The certificate for the name that a client sent in SNI, as A-labels or U-labels.</summary>
    public HostCertificate? Find(string? serverName)
    {
        if (string.IsNullOrEmpty(serverName))
            return null;
        return _state.ByName.GetValueOrDefault(HostNames.ToAscii(serverName));
    }

    /// <summary>
    /// What to show for that name. RFC 6066 §3 lets us go on with a name that is not ours: a client may have sent the
    /// SRV target's, and the stream header decides the host (RFC 6120 §4.7.2). It gets the first host's certificate.
    /// </summary>
    public SslStreamCertificateContext Get(string? serverName) => (Find(serverName) ?? _state.All[0]).Context;

    /// <summary>Days until the certificate ends; negative after it.</summary>
    public double DaysLeft(HostCertificate certificate) => (certificate.NotAfter - _time.GetUtcNow()).TotalDays;

    /// <summary>Says in the log which certificates end soon.</summary>
    public void WarnOfExpiry(TimeSpan before)
    {
        foreach (var certificate in Certificates)
        {
            var days = DaysLeft(certificate);
            if (days < before.TotalDays)
                _logger.CertificateExpires(certificate.Host, (int)Math.Floor(days), certificate.NotAfter);
        }
    }

    private CertificateSlot PrepareOne(CertificateSlot wanted, List<CertificateSlot> replacing)
    {
        var there = _slots.FirstOrDefault(slot => slot.Host == wanted.Host);
        if (there?.Files == wanted.Files && there.IsSelfMade == wanted.IsSelfMade)
            return there;
        try
        {
            LoadOne(wanted, isReplacement: there is not null);
            if (there is not null)
                replacing.Add(wanted);
            return wanted;
        }
        catch (CertificateException e)
        {
            Refused?.Invoke(wanted.Host);
            throw new CertificateException(e.Message, e) { Host = wanted.Host };
        }
    }

    private void LoadOne(CertificateSlot slot, bool isReplacement)
    {
        if (slot.IsSelfMade)
            MakeIfNeeded(slot);
        var certificate = slot.Read();
        if (isReplacement)
            RequireValidNow(slot, certificate); // as for new contents of the same files: what is in use is better
        else if (!IsValidNow(certificate))
            // One that has expired still starts: the other hosts must not wait for it, and the log says so.
            _logger.CertificateNotValid(slot.Host, certificate.NotBefore, certificate.NotAfter);
        Use(slot, certificate);
    }

    private void MakeIfNeeded(CertificateSlot slot)
    {
        var files = slot.Files;
        if (File.Exists(files.Certificate) && File.Exists(files.Key) && IsValidNow(slot.Read()))
            return;
        SelfSignedCertificate.Create(slot.Host, files, _time);
        _logger.CertificateMade(slot.Host, files.Certificate);
    }

    private HostCertificate? TryTake(CertificateSlot slot)
    {
        try
        {
            var certificate = slot.Read();
            RequireValidNow(slot, certificate);
            Use(slot, certificate);
            return certificate;
        }
        catch (CertificateException e)
        {
            _logger.CertificateRefused(slot.Host, e.Message);
            Refused?.Invoke(slot.Host);
            return null;
        }
    }

    private void Use(CertificateSlot slot, HostCertificate certificate)
    {
        slot.Use(certificate);
        _logger.CertificateLoaded(slot.Host, slot.Files.Certificate, certificate.NotAfter);
        if (!certificate.CoversHost)
            _logger.CertificateWrongName(slot.Host, slot.Files.Certificate);
        if (slot.Files.IsKeyExposed())
            _logger.KeyExposed(slot.Files.Key);
    }

    private void RequireValidNow(CertificateSlot slot, HostCertificate certificate)
    {
        if (!IsValidNow(certificate))
        {
            throw new CertificateException(
                $"{slot.Files.Certificate} is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u}, not now");
        }
    }

    private bool IsValidNow(HostCertificate certificate)
    {
        var now = _time.GetUtcNow();
        return certificate.NotBefore <= now && now < certificate.NotAfter;
    }

    private void Publish()
    {
        HostCertificate[] all = [.. _slots.Select(slot => slot.Current).OfType<HostCertificate>()];
        _state = new State(all, all.ToFrozenDictionary(
            certificate => HostNames.ToAscii(certificate.Host), StringComparer.OrdinalIgnoreCase));
    }

    private sealed record State(
        IReadOnlyList<HostCertificate> All, FrozenDictionary<string, HostCertificate> ByName);
}

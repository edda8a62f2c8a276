using Prometheus;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Services.Upload;

/// <summary>What is counted of uploads.</summary>
internal sealed class UploadMetrics
{
    private readonly Counter _files;
    private readonly Counter _removed;
    private readonly Counter.Child _in;
    private readonly Counter.Child _out;
    private readonly Counter.Child[] _refused;
    private readonly Gauge _running;

    public UploadMetrics(ServerMetrics metrics)
    {
        _files = metrics.Factory.CreateCounter("xmpp_upload_files_total", "Files that were uploaded (XEP-0363).");
        _removed = metrics.Factory.CreateCounter(
            "xmpp_upload_files_removed_total", "Uploaded files that were removed: their time was over, or the operator did it.");
        var bytes = metrics.Factory.CreateCounter("xmpp_upload_bytes_total", "Octets of uploaded files on their way.", "direction");
        _in = bytes.WithLabels("in");
        _out = bytes.WithLabels("out");
        var refused = metrics.Factory.CreateCounter(
            "xmpp_uploads_refused_total", "Slots and uploads that were refused, or broke.", "reason");
        _refused = [.. Enum.GetValues<UploadRefusal>().Select(reason => refused.WithLabels(MetricNames.OfEnum(reason)))];
        _running = metrics.Factory.CreateGauge("xmpp_uploads_running", "Uploads under way.");
    }

    public void Began() => _running.Inc();
    public void Ended() => _running.Dec();
    public void Received(long bytes) => _in.Inc(bytes);
    public void Sent(long bytes) => _out.Inc(bytes);
    public void Stored() => _files.Inc();
    public void Removed(int files) => _removed.Inc(files);
    public void Refused(UploadRefusal reason) => _refused[(int)reason].Inc();
}

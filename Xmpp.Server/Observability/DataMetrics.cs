namespace Xmpp.Server.Observability;

/// <summary>Shows how much room is left where the data directory is.</summary>
internal sealed class DataMetrics
{
    public DataMetrics(ServerMetrics metrics, string dataDirectory)
    {
        var drive = new DriveInfo(Path.GetFullPath(dataDirectory));
        var free = metrics.Factory.CreateGauge(
            "xmpp_data_free_bytes", "Room that is left for this program on the file system of the data directory.");
        var capacity = metrics.Factory.CreateGauge(
            "xmpp_data_capacity_bytes", "Size of the file system of the data directory.");
        metrics.Registry.AddBeforeCollectCallback(() =>
        {
            try
            {
                free.Set(drive.AvailableFreeSpace);
                capacity.Set(drive.TotalSize);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                free.Set(0); // a file system that cannot be asked is no place for data
            }
        });
    }
}

using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Xmpp.Server.Data.Portable;

namespace Xmpp.Server.Services.Upload;

/// <summary>
/// Contents as files in a folder, named by their hash. What comes in is written beside them under a random name, flushed, and
/// renamed: a file that has its name is whole, and what was cut short has none.
/// </summary>
internal sealed class FolderUploadStore(string folder, long minFree) : IUploadStore
{
    private const int BufferSize = 64 * 1024;
    private const int DiskFull = 28; // ENOSPC
    private const int QuotaReached = 122; // EDQUOT
    private const int NoRoomToAllocate = unchecked((int)0x80131620); // what .NET throws has no number of its own for it

    private readonly string _files = Path.Combine(folder, "files");
    private readonly string _incoming = Path.Combine(folder, "incoming");

    /// <summary>Makes the folders and removes what an earlier run has not finished.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public void Open()
    {
        try
        {
            PortableFile.CreateFolder(folder);
            PortableFile.CreateFolder(_files);
            if (Directory.Exists(_incoming))
                Directory.Delete(_incoming, recursive: true);
            PortableFile.CreateFolder(_incoming);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{folder}: {e.Message}", e);
        }
    }

    public async Task<IPendingContent> WriteAsync(Stream source, long size, CancellationToken ct)
    {
        var path = Path.Combine(_incoming, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        var handle = Create(path, size);
        try
        {
            var content = await CopyAsync(source, handle, size, ct);
            // fsync takes as long as the disk does; that is no work for the pool.
            await OnThreadOfItsOwnAsync(() => RandomAccess.FlushToDisk(handle));
            handle.Dispose();
            return new Pending(this, path, content);
        }
        catch
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }
    }

    public ValueTask<Stream?> OpenAsync(byte[] content, long offset, CancellationToken ct)
    {
        try
        {
            var file = new FileStream(PathOf(content), new FileStreamOptions
            {
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            });
            file.Position = offset;
            return new ValueTask<Stream?>(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ValueTask<Stream?>((Stream?)null);
        }
    }

    public Task RemoveAsync(byte[] content, CancellationToken ct)
    {
        try
        {
            File.Delete(PathOf(content));
        }
        catch (DirectoryNotFoundException)
        {
            // it was never there
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<byte[]>> ListAsync(byte part, DateTimeOffset before, CancellationToken ct)
    {
        var contents = new List<byte[]>();
        var directory = new DirectoryInfo(Path.Combine(_files, Convert.ToHexStringLower([part])));
        if (directory.Exists)
        {
            foreach (var file in directory.EnumerateFiles())
            {
                if (file.LastWriteTimeUtc < before.UtcDateTime && file.Name.Length == 2 * SHA256.HashSizeInBytes)
                    contents.Add(Convert.FromHexString(file.Name));
            }
        }
        return Task.FromResult<IReadOnlyList<byte[]>>(contents);
    }

    // Room for all of it is taken at once: a disk that is too small says so before anything was sent in vain.
    private SafeFileHandle Create(string path, long size)
    {
        try
        {
            if (new DriveInfo(_incoming).AvailableFreeSpace - size < minFree)
                throw new UploadStoreException("there is not enough room on the disk", isFull: true);
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous, size);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FaultOf(e);
        }
    }

    private static async Task<byte[]> CopyAsync(Stream source, SafeFileHandle file, long size, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            for (long at = 0; at < size;)
            {
                var wanted = (int)Math.Min(BufferSize, size - at);
                var read = await source.ReadAtLeastAsync(buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: true, ct);
                hash.AppendData(buffer, 0, read);
                try
                {
                    await RandomAccess.WriteAsync(file, buffer.AsMemory(0, read), at, ct);
                }
                catch (IOException e)
                {
                    throw FaultOf(e);
                }
                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return hash.GetHashAndReset();
    }

    private void Keep(string path, byte[] content)
    {
        var kept = PathOf(content);
        var directory = Path.GetDirectoryName(kept)!;
        if (!Directory.Exists(directory))
        {
            PortableFile.CreateFolder(directory);
            DurableFiles.FlushFolder(_files);
        }
        if (!File.Exists(kept))
            File.Move(path, kept);
        DurableFiles.FlushFolder(directory);
    }

    private static async Task OnThreadOfItsOwnAsync(Action work)
    {
        try
        {
            await Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FaultOf(e);
        }
    }

    private static UploadStoreException FaultOf(Exception e) =>
        new(e.Message, e.HResult is DiskFull or QuotaReached or NoRoomToAllocate, e);

    private string PathOf(byte[] content)
    {
        var name = Convert.ToHexStringLower(content);
        return Path.Combine(_files, name[..2], name);
    }

    private sealed class Pending(FolderUploadStore store, string path, byte[] content) : IPendingContent
    {
        public byte[] Content => content;

        public Task KeepAsync(CancellationToken ct) => OnThreadOfItsOwnAsync(() => store.Keep(path, content));

        public ValueTask DisposeAsync()
        {
            File.Delete(path); // nothing where it was renamed
            return default;
        }
    }
}

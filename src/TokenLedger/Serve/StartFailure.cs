using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using TokenLedger.Commands;

namespace TokenLedger.Serve;

/// <summary>Says in one sentence why the gateway could not start and what to do.</summary>
public static class StartFailure
{
    private const int DiskFull = unchecked((int)0x80070070);
    private const int NoSpaceLeft = 28;

    /// <summary>The sentence for an exception of the listener.</summary>
    public static CommandFailedException OfListener(IPEndPoint listen, Exception failure) =>
        new(
            CodeOf(failure) switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"Port {listen.Port} is taken on {listen.Address}. Stop the program that uses it, or pick another port: --listen {listen.Address}:0 takes any free one.",
                SocketError.AccessDenied =>
                    $"This user may not listen on {listen}. Pick a port from 1024 on: --listen {listen.Address}:8787.",
                SocketError.AddressNotAvailable =>
                    $"No interface of this machine has the address {listen.Address}. Listen on one that exists, such as 127.0.0.1.",
                _ => $"Cannot listen on {listen}: {FirstLine(failure)}",
            }
        );

    /// <summary>The sentence for an exception while the data folder was opened.</summary>
    public static CommandFailedException OfDataFolder(string folder, Exception failure) =>
        new(
            failure switch
            {
                UnauthorizedAccessException =>
                    $"The data folder {folder} is not writable by this user. Change its owner, or name another: --data DIR.",
                IOException full when IsDiskFull(full) =>
                    $"The disk that holds {folder} is full. Free some space and start again; nothing recorded is lost.",
                IOException when File.Exists(folder) =>
                    $"The data folder {folder} is a file. Move it away, or name a folder: --data DIR.",
                _ =>
                    $"The data folder {folder} cannot be used: {FirstLine(failure)}. Mend that, or name another: --data DIR.",
            }
        );

    /// <summary>The sentence for a ledger that can no longer write while the gateway runs.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="problem">What the ledger says.</param>
    public static string OfLedger(string folder, string problem) =>
        $"The gateway stops, because the ledger in {folder} can no longer write: {problem.TrimEnd('.')}. Free space on that "
        + "disk or mend it, then start again; nothing that was acknowledged is lost.";

    private static bool IsDiskFull(IOException failure) => failure.HResult is DiskFull or NoSpaceLeft;

    private static SocketError? CodeOf(Exception failure) =>
        failure switch
        {
            AddressInUseException => SocketError.AddressAlreadyInUse,
            SocketException socket => socket.SocketErrorCode,
            { InnerException: { } inner } => CodeOf(inner),
            _ => null,
        };

    private static string FirstLine(Exception failure) => failure.Message.Split('\n')[0].TrimEnd('\r');
}

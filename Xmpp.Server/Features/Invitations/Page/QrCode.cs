using System.Text;
using QRCoder;

namespace Xmpp.Server.Features.Invitations.Page;

/// <summary>A text as a QR code in SVG, as large as its place.</summary>
internal static class QrCode
{
    /// <summary>ISO/IEC 18004 asks for four modules around it; QRCoder's matrix has them.</summary>
    public static string Svg(string text, string title)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var matrix = data.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < matrix.Count; y++)
        {
            for (var x = 0; x < matrix[y].Count; x++)
            {
                var from = x;
                while (x < matrix[y].Count && matrix[y][x])
                    x++;
                if (x > from)
                    path.Append('M').Append(from).Append(' ').Append(y).Append('h').Append(x - from).Append("v1h-").Append(x - from).Append('z');
            }
        }
        // Black on white in dark mode, too: readers need it.
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" aria-label="{Web.WebText.Html(title)}" viewBox="0 0 {matrix.Count} {matrix.Count}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path d="{path}" fill="#000"/></svg>
            """;
    }
}

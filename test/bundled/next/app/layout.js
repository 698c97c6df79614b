export default function Layout({ children }) {
  return (
    <html lang="en">
      <head>
        <script src="/report.js" />
      </head>
      <body>{children}</body>
    </html>
  );
}

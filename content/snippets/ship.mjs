const api = "{{PORTAL_URL}}/sandbox";

// #region track
export async function track(shipmentId) {
  const response = await fetch(`${api}/shipments/${shipmentId}`, {
    headers: { Authorization: `Bearer ${process.env.PARCELWAY_KEY}` },
  });
  if (!response.ok) throw new Error(`${response.status}`);
  return (await response.json()).status;
}
// #endregion

console.log(await track(process.argv[2]));

public function SetExternalID($oResponse,$oAction)
{
   $sBodyAsJSON = $oResponse->GetBody(); 
   $aBody = json_decode($sBodyAsJSON, true); 
 
   // Consistency check
   if (false === $aBody) {
      throw new Exception('Could not process response as it is not a valid JSON string: '.$sBodyAsJSON);
   }
   // Remote creation check
   if (false === isset($aBody[‘objects’][0][key]) { 
      throw new Exception(‘Could not retrieve external ID’) ;
   }
   // If ok, copy the id of the created ticket, to reuse it later                            
   $sExternalID = $aBody['objects'][0][key];
   $this->Set('remote_ticketid', $sExternalID);
   $this->DBUpdate();
}
